/**
 * Every way a flow can fail, as a closed list: the vocabulary of verdicts, profiles and reports.
 *
 * `codes` are explanation codes of the AWS Reachability Analyzer ("Reachability Analyzer explanation
 * codes", Amazon VPC); a leading `~` marks the nearest one where AWS has none of its own.
 * `transit` marks the reasons that are transitivity violations: somebody was expected to carry the
 * packet onward who never does.
 */
export interface DropExplanation {
  /** What happened, as a clause that follows the name of the hop. */
  readonly meaning: string;
  /** What a person would do about it. */
  readonly fix: string;
  readonly codes: readonly string[];
  readonly transit?: true;
}

const PCX = 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR';

const explanations = {
  'source-eni-unavailable': {
    meaning: 'the sending interface is detached, stopped or unknown',
    fix: 'start or attach the sender',
    codes: ['NO_SOURCE_OR_DESTINATION', 'UNASSOCIATED_COMPONENT'],
  },
  'source-check-failed': {
    meaning: 'the source address does not belong to the sending interface',
    fix: 'switch the source/destination check off where the sender forwards for others',
    codes: ['ENI_SOURCE_DEST_CHECK_RESTRICTION'],
  },
  'dest-check-failed': {
    meaning: 'the packet is for somebody else and the interface checks destinations',
    fix: 'switch the source/destination check of the appliance off',
    codes: ['ENI_SOURCE_DEST_CHECK_RESTRICTION'],
  },
  'address-family-unsupported': {
    meaning: 'the interface or target does not speak this address family',
    fix: 'add the family, or use another target',
    codes: ['~PROTOCOL_RESTRICTION'],
  },
  'dns-unresolved': {
    meaning: 'the name has no answer in this VPC',
    fix: "share a private zone, or use the endpoint's own name",
    codes: [],
  },
  'sg-egress-denied': {
    meaning: 'no egress rule of the security groups matches',
    fix: 'add an egress rule',
    codes: ['ENI_SG_RULES_MISMATCH', 'SG_HAS_NO_RULES'],
  },
  'sg-ingress-denied': {
    meaning: 'no ingress rule of the security groups matches',
    fix: 'add an ingress rule for the source as it is seen there',
    codes: ['ENI_SG_RULES_MISMATCH', 'SG_HAS_NO_RULES'],
  },
  'sg-reference-unresolvable': {
    meaning: 'a rule would match by group, but the group identity is lost, stale or remote',
    fix: 'name the CIDR instead of the group, or enable referencing',
    codes: ['SG_REFERENCES_NOT_PRESERVED', 'SG_REFERENCING_SUPPORT', 'UNKNOWN_PEERED_SGS'],
  },
  'nacl-egress-denied': {
    meaning: 'the network ACL denies leaving the subnet',
    fix: "allow it; for replies, open the client's ephemeral ports",
    codes: ['SUBNET_ACL_RESTRICTION'],
  },
  'nacl-ingress-denied': {
    meaning: 'the network ACL denies entering the subnet',
    fix: 'allow it, minding the order of the rules',
    codes: ['SUBNET_ACL_RESTRICTION'],
  },
  'no-route': {
    meaning: 'no route matches the destination',
    fix: 'add a route',
    codes: ['NO_ROUTE_TO_DESTINATION'],
  },
  'route-blackhole': {
    meaning: 'the best route is a blackhole',
    fix: 'point the route at a live target, or delete it',
    codes: ['BAD_STATE_ROUTE'],
  },
  'route-target-unavailable': {
    meaning: 'the target of the best route is down or gone',
    fix: 'repair the target or change the route',
    codes: ['BAD_STATE', 'BAD_STATE_ROUTE'],
  },
  'route-target-invalid': {
    meaning: 'this table may not use that kind of target',
    fix: 'use a target the table allows',
    codes: ['~CANNOT_ROUTE'],
  },
  'reserved-destination': {
    meaning: 'the destination is in a range the provider never forwards',
    fix: 'choose another address',
    codes: ['~CANNOT_ROUTE'],
  },
  'routing-loop': {
    meaning: 'the packet came back unchanged to a table it had passed',
    fix: 'remove one of the routes that point at each other',
    codes: ['~NO_PATH'],
  },
  'ttl-exceeded': {
    meaning: 'the hop budget is used up',
    fix: 'shorten the path',
    codes: ['~NO_PATH'],
  },
  'mtu-exceeded': {
    meaning: 'the packet is larger than the link carries and may not be fragmented',
    fix: 'lower the MTU or clamp the MSS',
    codes: [],
  },
  'dst-not-in-any-subnet': {
    meaning: 'the address lies in the VPC but in none of its subnets',
    fix: 'correct the address, or create the subnet',
    codes: ['NO_POSSIBLE_DESTINATION'],
  },
  'dst-host-unknown': {
    meaning: 'no interface owns the address',
    fix: 'correct the address',
    codes: ['NO_POSSIBLE_DESTINATION'],
  },
  'dst-eni-unavailable': {
    meaning: 'the interface that owns the address is down',
    fix: 'start or attach it',
    codes: ['BAD_STATE'],
  },
  'dst-reserved-address': {
    meaning: 'the address is reserved in its subnet and answers nobody',
    fix: 'probe a host, not the gateway, network or broadcast address',
    codes: ['NO_POSSIBLE_DESTINATION'],
  },
  'no-listener': {
    meaning: 'nothing listens on that port',
    fix: 'open the port on the receiver',
    codes: ['ELBV2_LISTENERS_MISMATCH', 'ELBV2_LISTENER_PORT_RESTRICTION'],
  },
  misdelivered: {
    meaning: 'the packet reached another interface that owns the same address',
    fix: 'add a longer route, renumber, or use an endpoint',
    codes: [],
  },
  'peering-not-active': {
    meaning: 'the peering is not live',
    fix: 'accept it, create it anew, or reconnect the other half',
    codes: ['BAD_STATE'],
  },
  'peering-access-disabled': {
    meaning: 'the peering does not allow access to the remote network',
    fix: 'enable virtual network access on the peering',
    codes: [],
  },
  'peering-forwarded-traffic-denied': {
    meaning: 'the far half of the peering does not accept forwarded traffic',
    fix: 'allow forwarded traffic on the far half',
    codes: [],
  },
  'peering-dst-outside-peer-cidr': {
    meaning: 'the destination belongs neither to the peer nor to anything behind it',
    fix: "narrow the route to the peer's ranges",
    codes: [PCX],
  },
  'peering-src-not-local': {
    meaning: 'the source does not belong to the sending VPC',
    fix: 'translate or proxy the source in the sending VPC',
    codes: [`~${PCX}`, '~GATEWAY_REJECTS_SPOOFED_TRAFFIC'],
  },
  'transitive-peering': {
    meaning: 'the destination sits one peering further, and peerings are not transitive',
    fix: 'peer the two VPCs directly, or attach both to a transit gateway',
    codes: [PCX, '~DISCONNECTED_VPCS'],
    transit: true,
  },
  'edge-to-edge-igw': {
    meaning: "a peer's internet gateway or public address cannot be used",
    fix: 'give the sender its own internet path, a proxy, or central egress over a transit gateway',
    codes: [PCX],
    transit: true,
  },
  'edge-to-edge-nat': {
    meaning: "a peer's NAT gateway cannot be used",
    fix: 'give the sender its own NAT gateway, or central egress over a transit gateway',
    codes: ['NGW_REQUIRES_SOURCE_IN_VPC'],
    transit: true,
  },
  'edge-to-edge-vpn': {
    meaning: 'a VPN is not extended through the VPC to anything behind it',
    fix: 'use a VPN of its own or a transit gateway; on Open Telekom Cloud list the range at the gateway',
    codes: [PCX, 'VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS'],
    transit: true,
  },
  'edge-to-edge-dx': {
    meaning: 'a Direct Connect is not extended through the VPC to anything behind it',
    fix: 'use a virtual interface of its own, a Direct Connect gateway or a transit gateway',
    codes: [PCX, 'VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS'],
    transit: true,
  },
  'edge-to-edge-gateway-endpoint': {
    meaning: 'a gateway endpoint serves only its own VPC',
    fix: 'create a gateway endpoint in the sending VPC, or use an interface endpoint',
    codes: [`~${PCX}`],
    transit: true,
  },
  'edge-to-edge-tgw': {
    meaning: 'a peering or VPN cannot be joined to a transit gateway through a VPC',
    fix: 'attach both ends to the transit gateway',
    codes: [PCX],
    transit: true,
  },
  'edge-to-edge-dns': {
    meaning: 'the resolver answers inside its own VPC only',
    fix: 'use the own resolver with forwarding rules',
    codes: [],
    transit: true,
  },
  'gateway-local-subnet-missing': {
    meaning: 'the VPN or Direct Connect gateway does not list the range',
    fix: "add the range to the gateway's local subnets",
    codes: [],
  },
  'igw-not-attached': {
    meaning: 'the internet gateway is not attached to the VPC',
    fix: 'attach it',
    codes: ['BAD_STATE'],
  },
  'igw-no-public-ip': {
    meaning: 'no public address is mapped to the source',
    fix: 'assign a public address, or route through a NAT gateway',
    codes: ['IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS'],
  },
  'igw-private-destination': {
    meaning: 'a private destination was sent to the internet',
    fix: 'add the private route; often a peering route got lost',
    codes: ['IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS', 'IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS'],
  },
  'igw-unsolicited-no-mapping': {
    meaning: 'nothing in the VPC is mapped to that public address',
    fix: 'map a public address or put a load balancer in front',
    codes: ['IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS', 'IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS'],
  },
  'eigw-inbound-denied': {
    meaning: 'an egress-only gateway admits replies only',
    fix: 'use an internet gateway',
    codes: [],
  },
  'nat-unsolicited-inbound': {
    meaning: 'the NAT gateway has no state for the packet',
    fix: 'add a DNAT rule or a load balancer',
    codes: [],
  },
  'nat-port-exhausted': {
    meaning: 'the connection pool of the NAT gateway is used up',
    fix: 'add addresses or NAT gateways',
    codes: [],
  },
  'nat-protocol-unsupported': {
    meaning: 'a NAT gateway carries TCP, UDP and ICMP only',
    fix: 'use another path for this protocol',
    codes: ['PROTOCOL_RESTRICTION'],
  },
  'nat-private-to-igw': {
    meaning: 'a private NAT gateway cannot use the internet gateway',
    fix: 'use a public NAT gateway',
    codes: ['IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS'],
  },
  'vgw-prefix-unknown': {
    meaning: 'the gateway does not know the prefix',
    fix: 'advertise the prefix or add a static VPN route',
    codes: ['~NO_ROUTE_TO_DESTINATION'],
  },
  'vgw-source-not-local': {
    meaning: 'the source is no interface of the VPC',
    fix: 'use a transit gateway',
    codes: ['VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS'],
  },
  'vgw-destination-not-local': {
    meaning: "the destination is nobody's address here",
    fix: 'correct the on-premises route',
    codes: ['VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS'],
  },
  'vpn-tunnel-down': {
    meaning: 'no tunnel or virtual interface is up',
    fix: 'repair the tunnel',
    codes: ['BAD_STATE_VPN', 'TGW_BAD_STATE_VPN'],
  },
  'tgw-no-attachment-in-az': {
    meaning: 'the attachment has no subnet in this availability zone',
    fix: 'add a subnet of the zone to the attachment',
    codes: ['TGW_ROUTE_AZ_RESTRICTION'],
  },
  'tgw-attachment-unavailable': {
    meaning: 'the attachment is pending, failed or deleted',
    fix: 'accept or repair the attachment',
    codes: ['BAD_STATE_ATTACHMENT'],
  },
  'tgw-attachment-not-associated': {
    meaning: 'no route table is associated with the attachment the packet came from',
    fix: 'associate a route table',
    codes: ['TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION'],
  },
  'tgw-no-route': {
    meaning: 'the transit gateway table has no match',
    fix: 'propagate the attachment or add a static route',
    codes: ['TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT', 'TGW_RTB_CANNOT_ROUTE'],
  },
  'tgw-blackhole': {
    meaning: 'the best match of the transit gateway table is a blackhole',
    fix: 'remove it if it is not meant',
    codes: ['TGW_RTB_BAD_STATE_ROUTE'],
  },
  'tgw-appliance-az-asymmetry': {
    meaning: 'the appliance of another availability zone has the state',
    fix: 'switch appliance mode on',
    codes: ['TGW_ATTACH_VPC_AZ_RESTRICTION'],
  },
  'endpoint-not-available': {
    meaning: 'the endpoint is failed, being deleted or gone',
    fix: 'create it anew',
    codes: ['BAD_STATE'],
  },
  'endpoint-pending-acceptance': {
    meaning: 'the provider has not accepted the endpoint',
    fix: 'ask the provider to accept it',
    codes: ['BAD_STATE'],
  },
  'endpoint-rejected': {
    meaning: 'the provider has rejected the endpoint',
    fix: 'ask the provider',
    codes: ['BAD_STATE'],
  },
  'endpoint-principal-not-allowed': {
    meaning: "the account is not on the service's list",
    fix: 'have the provider allow the account',
    codes: [],
  },
  'endpoint-cross-region': {
    meaning: 'the service is in another region',
    fix: "create the endpoint in the service's region and peer towards it",
    codes: [],
  },
  'endpoint-access-control-denied': {
    meaning: "the source is not on the endpoint's whitelist",
    fix: 'add the source to the whitelist',
    codes: [],
  },
  'endpoint-policy-denied': {
    meaning: 'the endpoint policy denies it',
    fix: 'edit the policy',
    codes: [],
  },
  'endpoint-protocol-unsupported': {
    meaning: 'the endpoint carries TCP only',
    fix: 'use TCP',
    codes: ['PROTOCOL_RESTRICTION'],
  },
  'endpoint-port-not-mapped': {
    meaning: 'the service has no listener or mapping for the port',
    fix: 'use a mapped port; on Open Telekom Cloud the mapping is fixed when the service is created',
    codes: ['ELBV2_LISTENER_PORT_RESTRICTION'],
  },
  'endpoint-no-healthy-target': {
    meaning: 'the service has no healthy target',
    fix: 'register healthy targets',
    codes: ['ELBV2_LISTENER_HAS_NO_TG', 'ELBV2_LISTENER_REQUIRES_TG_ACCEPT'],
  },
  'endpoint-az-mismatch': {
    meaning: 'neither service nor target is in this availability zone',
    fix: 'add the zone, or enable cross-zone balancing',
    codes: ['VPCE_SERVICE_NOT_INSTALLED_IN_AZ', 'ELBV2_NO_TARGETS_IN_AZ', '~ELB_NOT_CROSSZONE'],
  },
  'endpoint-connection-limit': {
    meaning: 'the endpoint has as many connections as it may',
    fix: 'add endpoints',
    codes: [],
  },
  'endpoint-reverse-initiation': {
    meaning: 'an endpoint is one-way: the service side cannot open a flow',
    fix: 'add an endpoint in the other direction, or peer the VPCs',
    codes: ['~VPCE_INTRA_VPC_TRAFFIC', 'NO_PATH'],
  },
  'gateway-endpoint-protocol': {
    meaning: 'a gateway endpoint carries TCP and ICMP echo only',
    fix: 'use TCP',
    codes: ['VPCE_GATEWAY_PROTOCOL_RESTRICTION'],
  },
  'appliance-same-subnet': {
    meaning: 'traffic inside a VPC cannot be redirected to an appliance in the subnet of one of its ends',
    fix: 'move the appliance to a subnet of its own',
    codes: [],
  },
  'appliance-not-forwarding': {
    meaning: 'the instance does not forward packets',
    fix: 'enable forwarding',
    codes: ['~ENI_ADDRESS_RESTRICTION'],
  },
  'appliance-dropped': {
    meaning: 'the policy of the appliance drops the packet',
    fix: 'edit the policy',
    codes: ['FIREWALL_RULES_RESTRICTION'],
  },
  'return-asymmetric': {
    meaning: 'a stateful device sees one direction only',
    fix: 'route both directions through it',
    codes: [],
  },
  'return-state-missing': {
    meaning: 'the reply finds no translation to undo',
    fix: 'send the reply back the way the request came; check timeouts',
    codes: [],
  },
  'conntrack-expired': {
    meaning: 'the connection was idle longer than the tracker remembers',
    fix: 'use keepalives',
    codes: [],
  },
  'flow-interrupted': {
    meaning: 'an event cut the established flow',
    fix: 'schedule the change',
    codes: [],
  },
  'capacity-exceeded': {
    meaning: 'the demand is above what the link carries',
    fix: 'spread the load, or raise the limit',
    codes: [],
  },
} as const satisfies Record<string, DropExplanation>;

export type DropReason = keyof typeof explanations;

export const DROP_REASONS = Object.keys(explanations) as readonly DropReason[];

export function explain(reason: DropReason): DropExplanation {
  return explanations[reason];
}

/** True for the reasons that count as transitivity violations. */
export function isTransitViolation(reason: DropReason): boolean {
  return explain(reason).transit === true;
}
