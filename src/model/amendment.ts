/**
 * Small changes to what stands: an entry more or less in a list, a setting the other way. Unlike a record
 * that is put, an amendment leaves everything else as it is by the time it is made.
 */
import type { Prefix } from '../ip/prefix.ts';
import type { PublicMapping } from './eni.ts';
import type { AclRule, SecurityGroupRule } from './filter.ts';
import type { PeeringHalf, TgwRoute } from './link.ts';

export type Direction = 'ingress' | 'egress';

/** What one side of a peering can switch on and off. */
export type PeeringSetting = Exclude<keyof PeeringHalf, 'vpc' | 'state'>;

export type Amendment =
  | {
      readonly kind: 'add-rules' | 'remove-rules';
      readonly group: string;
      readonly direction: Direction;
      readonly rules: readonly SecurityGroupRule[];
    }
  | {
      readonly kind: 'add-entries';
      readonly acl: string;
      readonly direction: Direction;
      readonly rules: readonly AclRule[];
    }
  /** Source/destination check of an interface. */
  | { readonly kind: 'check'; readonly eni: string; readonly on: boolean }
  | { readonly kind: 'public-address'; readonly eni: string; readonly mapping: PublicMapping }
  | {
      readonly kind: 'peering-setting';
      readonly peering: string;
      readonly vpc: string;
      readonly setting: PeeringSetting;
      readonly on: boolean;
    }
  /** Ranges of this side a gateway serves too, or that may use an endpoint. */
  | { readonly kind: 'admit-ranges'; readonly link: string; readonly ranges: readonly Prefix[] }
  /** Account whose endpoints a service admits. */
  | { readonly kind: 'admit-account'; readonly endpoint: string; readonly account: string }
  /** Replaces static routes to the same destinations. */
  | {
      readonly kind: 'tgw-routes';
      readonly tgw: string;
      readonly table: string;
      readonly routes: readonly TgwRoute[];
    }
  | {
      readonly kind: 'tgw-association';
      readonly tgw: string;
      readonly attachment: string;
      readonly table: string;
    }
  | {
      readonly kind: 'tgw-subnet';
      readonly tgw: string;
      readonly attachment: string;
      readonly subnet: string;
    };
