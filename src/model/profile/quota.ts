/**
 * What a provider counts, and how much of it there may be.
 */

/** What is counted, and per what. */
export type QuotaMeasure =
  | 'ipv4-ranges-per-vpc'
  | 'ipv6-ranges-per-vpc'
  /** Attached ones. */
  | 'internet-gateways-per-vpc'
  | 'egress-only-gateways-per-vpc'
  | 'private-gateways-per-vpc'
  | 'tables-per-vpc'
  /** Static routes; one through a prefix list counts as many as the list may have. */
  | 'routes-per-table'
  | 'routes-per-table-and-family'
  | 'propagated-routes-per-table'
  | 'peerings-per-vpc'
  /** Requests count for the requester, peerings for both sides. */
  | 'peerings-per-account-and-region'
  | 'peering-requests-per-account-and-region'
  | 'groups-per-interface'
  | 'groups-per-vpc'
  | 'groups-per-account-and-region'
  | 'rules-per-group'
  | 'rules-per-group-direction-and-family'
  | 'acl-rules-per-direction'
  | 'acl-rules-per-direction-and-family'
  | 'rules-per-acl'
  | 'acls-per-vpc'
  | 'acls-per-account-and-region'
  /** Interface and Gateway Load Balancer endpoints. */
  | 'endpoints-per-vpc'
  | 'endpoints-per-account-and-region'
  | 'gateway-endpoints-per-vpc'
  | 'gateway-endpoints-per-account-and-region'
  | 'services-per-account-and-region'
  | 'whitelist-rows-per-endpoint'
  | 'attachments-per-tgw'
  | 'tables-per-tgw'
  | 'static-routes-per-tgw'
  | 'tgws-per-vpc';

export interface Quota {
  readonly measure: QuotaMeasure;
  /** What an account starts with. */
  readonly limit: number;
  /** What the provider raises it to on request. */
  readonly adjustableTo?: number;
  /** The provider recommends the limit but does not hold anyone to it. */
  readonly advised?: true;
}
