/**
 * Mends as lines for the AWS command line. Read them before you run them: ids are those of the input.
 */
import { familyOf, formatAddress } from '../ip/address.ts';
import { formatPrefix, type Prefix } from '../ip/prefix.ts';
import type { Link } from '../model/link.ts';
import type { Network } from '../model/network.ts';
import { ALL_PORTS, hasPorts, isIcmp, type Service } from '../model/protocol.ts';
import type { Direction } from '../model/amendment.ts';
import { describeMend, type Mend } from '../repair/mend.ts';

/** Lines for one mend; a comment where the command line has no request for it. */
export function awsCli(network: Network, mend: Mend): string[] {
  return linesOf(network, mend) ?? [`# by hand: ${describeMend(mend)}`];
}

function linesOf(network: Network, mend: Mend): string[] | undefined {
  switch (mend.kind) {
    case 'route': {
      const target = targetOption(network, mend.target);
      if (target === undefined) return undefined;
      const verb = hasRoute(network, mend) ? 'replace-route' : 'create-route';
      return [`aws ec2 ${verb} --route-table-id ${mend.table} ${destination(mend.prefix)} ${target}`];
    }
    case 'remove-route':
      return [`aws ec2 delete-route --route-table-id ${mend.table} ${destination(mend.prefix)}`];
    case 'accept':
      return network.links.get(mend.link)?.kind === 'peering'
        ? [`aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id ${mend.link}`]
        : [`aws ec2 accept-vpc-endpoint-connections --service-id <service> --vpc-endpoint-ids ${mend.link}`];
    case 'state': {
      const link = network.links.get(mend.object);
      if (link?.kind === 'igw')
        return [`aws ec2 attach-internet-gateway --internet-gateway-id ${link.id} --vpc-id ${link.vpc}`];
      return link
        ? undefined
        : [`aws ec2 start-instances --instance-ids ${instanceOf(network, mend.object)}`];
    }
    case 'attachment-state':
      return [
        `aws ec2 accept-transit-gateway-vpc-attachment --transit-gateway-attachment-id ${mend.attachment}`,
      ];
    case 'peering': {
      const [near, far] = mend.between;
      return [
        `aws ec2 create-vpc-peering-connection --vpc-id ${near} --peer-vpc-id ${far}`,
        `aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id ${mend.id}`,
      ];
    }
    case 'group-rule': {
      const verb = `authorize-security-group-${mend.direction}`;
      return [`aws ec2 ${verb} --group-id ${mend.group} --ip-permissions '${permission(mend)}'`];
    }
    case 'acl-rule':
      return [
        `aws ec2 create-network-acl-entry --network-acl-id ${mend.acl} --rule-number ${mend.number} --${mend.direction} --rule-action ${mend.allow ? 'allow' : 'deny'} ${aclService(mend.service)} ${aclRange(mend.prefix)}`,
      ];
    case 'check-off':
      return [
        `aws ec2 modify-network-interface-attribute --network-interface-id ${mend.eni} --no-source-dest-check`,
      ];
    case 'public-address':
      return [
        'aws ec2 allocate-address --domain vpc',
        `aws ec2 associate-address --allocation-id <allocation> --network-interface-id ${mend.eni} --private-ip-address ${formatAddress(mend.private)}`,
      ];
    case 'principal':
      return [
        `aws ec2 modify-vpc-endpoint-service-permissions --service-id <service> --add-allowed-principals arn:aws:iam::${mend.account}:root`,
      ];
    case 'tgw-route':
      return [
        `aws ec2 create-transit-gateway-route --transit-gateway-route-table-id ${mend.table} --destination-cidr-block ${formatPrefix(mend.prefix)} --transit-gateway-attachment-id ${mend.attachment}`,
      ];
    case 'tgw-association':
      return [
        `aws ec2 associate-transit-gateway-route-table --transit-gateway-route-table-id ${mend.table} --transit-gateway-attachment-id ${mend.attachment}`,
      ];
    case 'tgw-subnet':
      return [
        `aws ec2 modify-transit-gateway-vpc-attachment --transit-gateway-attachment-id ${mend.attachment} --add-subnet-ids ${mend.subnet}`,
      ];
    case 'appliance-mode':
      return [
        `aws ec2 modify-transit-gateway-vpc-attachment --transit-gateway-attachment-id ${mend.attachment} --options ApplianceModeSupport=enable`,
      ];
    case 'delete':
      return deletion(network.links.get(mend.link));
    case 'remove-group-rule':
    case 'new-acl':
    case 'peering-flag':
    case 'local-subnet':
    case 'whitelist':
      return undefined;
  }
}

function instanceOf(network: Network, eni: string): string {
  const owner = network.enis.get(eni)?.owner;
  return (owner?.kind === 'host' ? owner.instance : undefined) ?? eni;
}

function destination(prefix: Prefix): string {
  const family = familyOf(prefix.address) === 6 ? '-ipv6' : '';
  return `--destination${family}-cidr-block ${formatPrefix(prefix)}`;
}

/** A table has one route to a destination: a second one has to replace it. */
function hasRoute(network: Network, { table, prefix }: Extract<Mend, { kind: 'route' }>): boolean {
  const text = formatPrefix(prefix);
  return (network.routeTables.get(table)?.routes ?? []).some(
    (route) =>
      route.origin === 'static' &&
      route.destination.kind === 'prefix' &&
      formatPrefix(route.destination.prefix) === text,
  );
}

function targetOption(
  network: Network,
  target: Extract<Mend, { kind: 'route' }>['target'],
): string | undefined {
  if (target.kind === 'eni') return `--network-interface-id ${target.id}`;
  // What a proposal creates is a peering.
  const kind = network.links.get(target.id)?.kind ?? 'peering';
  const options: Readonly<Partial<Record<Link['kind'], string>>> = {
    peering: '--vpc-peering-connection-id',
    igw: '--gateway-id',
    vgw: '--gateway-id',
    dx: '--gateway-id',
    vpn: '--gateway-id',
    eigw: '--egress-only-internet-gateway-id',
    nat: '--nat-gateway-id',
    tgw: '--transit-gateway-id',
    gwlbe: '--vpc-endpoint-id',
  };
  const option = options[kind];
  return option && `${option} ${target.id}`;
}

interface Rule {
  readonly direction: Direction;
  readonly service: Service;
  readonly prefix: Prefix;
}

function protocolOf({ protocols }: Service): number {
  return protocols.first === protocols.last ? protocols.first : -1;
}

function permission({ service, prefix }: Rule): string {
  const protocol = protocolOf(service);
  const { first, last } = service.ports;
  const ports = hasPorts(protocol)
    ? { FromPort: first, ToPort: last }
    : isIcmp(protocol)
      ? { FromPort: first >> 8, ToPort: -1 }
      : {};
  const range = formatPrefix(prefix);
  const ranges =
    familyOf(prefix.address) === 6
      ? { Ipv6Ranges: [{ CidrIpv6: range }] }
      : { IpRanges: [{ CidrIp: range }] };
  return JSON.stringify([{ IpProtocol: String(protocol), ...ports, ...ranges }]);
}

function aclService(service: Service): string {
  const protocol = protocolOf(service);
  const { first, last } = service.ports;
  if (hasPorts(protocol)) return `--protocol ${protocol} --port-range From=${first},To=${last}`;
  const isOneType = isIcmp(protocol) && (first !== ALL_PORTS.first || last !== ALL_PORTS.last);
  const type = isOneType ? first >> 8 : -1;
  return `--protocol ${protocol}${isIcmp(protocol) ? ` --icmp-type-code Type=${type},Code=-1` : ''}`;
}

function aclRange(prefix: Prefix): string {
  const option = familyOf(prefix.address) === 6 ? '--ipv6-cidr-block' : '--cidr-block';
  return `${option} ${formatPrefix(prefix)}`;
}

function deletion(link: Link | undefined): string[] | undefined {
  switch (link?.kind) {
    case 'peering':
      return [`aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id ${link.id}`];
    case 'nat':
      return [`aws ec2 delete-nat-gateway --nat-gateway-id ${link.id}`];
    case 'igw':
      return [`aws ec2 detach-internet-gateway --internet-gateway-id ${link.id} --vpc-id ${link.vpc}`];
    case 'endpoint':
    case 'gateway-endpoint':
    case 'gwlbe':
      return [`aws ec2 delete-vpc-endpoints --vpc-endpoint-ids ${link.id}`];
    default:
      return undefined;
  }
}
