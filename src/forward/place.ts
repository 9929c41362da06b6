/**
 * Where a packet can be on its way, and how it came there.
 */
import type {
  CompiledAttachment,
  CompiledEigw,
  CompiledEndpoint,
  CompiledEni,
  CompiledGatewayEndpoint,
  CompiledGwlbe,
  CompiledIgw,
  CompiledNat,
  CompiledPeering,
  CompiledSite,
  CompiledSiteGateway,
  CompiledSubnet,
  CompiledTable,
  CompiledTgw,
  CompiledVpc,
} from '../compile/compiled-network.ts';
import type { Outcome } from './outcome.ts';

/** The edge over which the packet came into the VPC it is in. */
export type Entry =
  | { readonly edge: 'peering'; readonly peering: CompiledPeering; readonly from: CompiledVpc }
  | { readonly edge: 'vgw' | 'vpn' | 'dx'; readonly gateway: CompiledSiteGateway }
  | { readonly edge: 'igw'; readonly igw: CompiledIgw }
  | { readonly edge: 'tgw'; readonly attachment: CompiledAttachment };

/** Where a packet is; `step` takes it from one place to the next. */
export type Place =
  /** Leaves an interface. */
  | { readonly at: 'eni'; readonly eni: CompiledEni }
  /** Leaves a subnet, its filters passed or not needed. */
  | { readonly at: 'subnet'; readonly subnet: CompiledSubnet }
  | {
      readonly at: 'table';
      readonly table: CompiledTable;
      readonly vpc: CompiledVpc;
      /** Subnet whose table it is; absent for an edge table. */
      readonly subnet: CompiledSubnet | undefined;
    }
  /** For an address inside the VPC; comes from a subnet of it or over an edge. */
  | { readonly at: 'vpc'; readonly vpc: CompiledVpc; readonly from: CompiledSubnet | undefined }
  /** In the subnet that holds the destination; `crossing` when it was not in it before. */
  | { readonly at: 'delivery'; readonly subnet: CompiledSubnet; readonly crossing: boolean }
  /** An interface has been handed the packet, its filters passed. */
  | { readonly at: 'received'; readonly eni: CompiledEni }
  | { readonly at: 'peering'; readonly peering: CompiledPeering; readonly from: CompiledVpc }
  | { readonly at: 'igw'; readonly igw: CompiledIgw }
  | { readonly at: 'eigw'; readonly eigw: CompiledEigw }
  /** Arrives from the internet. */
  | { readonly at: 'from-internet' }
  | { readonly at: 'nat'; readonly nat: CompiledNat; readonly from: CompiledSubnet | undefined }
  | { readonly at: 'site-gateway'; readonly gateway: CompiledSiteGateway }
  /** Arrives from a site at its gateway. */
  | { readonly at: 'from-site'; readonly gateway: CompiledSiteGateway }
  | { readonly at: 'site'; readonly site: CompiledSite; readonly sent: boolean }
  | {
      readonly at: 'tgw';
      readonly tgw: CompiledTgw;
      readonly ingress: CompiledAttachment;
      readonly zone: string;
    }
  | {
      readonly at: 'tgw-door';
      readonly tgw: CompiledTgw;
      readonly vpc: CompiledVpc;
      readonly subnet: CompiledSubnet | undefined;
    }
  | {
      readonly at: 'appliance';
      readonly eni: CompiledEni;
      readonly vpc: CompiledVpc;
      readonly from: CompiledSubnet | undefined;
    }
  | { readonly at: 'gateway-endpoint'; readonly endpoint: CompiledGatewayEndpoint }
  | { readonly at: 'gwlbe'; readonly endpoint: CompiledGwlbe; readonly from: CompiledSubnet | undefined }
  | { readonly at: 'endpoint'; readonly endpoint: CompiledEndpoint; readonly eni: CompiledEni }
  /** The reply of an endpoint's service, on its way back through it. */
  | { readonly at: 'endpoint-reply'; readonly endpoint: CompiledEndpoint };

export type Next = Place | Outcome;

export function isPlace(next: Next): next is Place {
  return 'at' in next;
}
