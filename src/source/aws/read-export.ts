/**
 * Files of an AWS export → Network.
 *
 * All documents are unwrapped into one inventory, in which every object stands once; then the kinds are
 * read in the order in which they refer to one another, and what no file has is filled in. Nothing in an
 * export is an error of the user's except text that is no JSON: what this reader does not understand it
 * keeps as unmodelled.
 */
import { draftOf } from '../../model/network-draft.ts';
import { EMPTY_NETWORK, type Network } from '../../model/network.ts';
import { Listings, type MissingCall } from './calls.ts';
import { DirectConnect } from './direct-connect.ts';
import { ExportReading } from './export-reading.ts';
import type { Doubt } from './record-reading.ts';
import { fillGaps } from './fill-gaps.ts';
import { Inventory } from './inventory.ts';
import { placeOfFile } from './place.ts';
import { readClassicBalancers } from './read-classic-balancers.ts';
import { readDatabases } from './read-databases.ts';
import { readEndpoints } from './read-endpoints.ts';
import { readGateways } from './read-gateways.ts';
import { readInterfaces } from './read-interfaces.ts';
import { readLoadBalancers } from './read-load-balancers.ts';
import { readNetworkAcls, standInForAcls } from './read-network-acls.ts';
import { readPeerings } from './read-peerings.ts';
import { readPublicAccess } from './read-public-access.ts';
import { readRouteTables } from './read-route-tables.ts';
import { readSecurityGroups } from './read-security-groups.ts';
import { readTransitGateways } from './read-transit-gateways.ts';
import { readUnmodelled } from './read-unmodelled.ts';
import { readPrefixLists, readSubnets, readVpcs } from './read-vpcs.ts';
import { readVpnGateways } from './read-vpn-gateways.ts';
import { Sites } from './sites.ts';
import { unwrap, type Unwrapped } from './unwrap.ts';

export interface AwsExport {
  readonly network: Network;
  /** Objects per kind, as the responses name the kinds, each object counted once. */
  readonly counts: ReadonlyMap<string, number>;
  /** Calls whose answers are in no file, where there is an export at all. */
  readonly missing: readonly MissingCall[];
}

/** Resources that are declared instead of listed, as the records they would be listed as. */
export interface DeclaredEstate {
  readonly found: Unwrapped;
  readonly doubts: readonly Doubt[];
}

const NOTHING_DECLARED: DeclaredEstate = {
  found: { findings: [], listed: new Set(), unfinished: new Map() },
  doubts: [],
};

/** The documents of an export while they come in. */
export class AwsDocuments {
  private readonly listings = new Listings();
  private readonly documents: { readonly file: string; readonly unwrapped: Unwrapped }[] = [];

  /** Takes a document in; false when there is nothing of a network in it. */
  add(file: string, value: unknown): boolean {
    const place = placeOfFile(file);
    const unwrapped = unwrap(value, file, place);
    if (unwrapped.listed.size > 0) this.listings.add(place, unwrapped.listed);
    if (unwrapped.listed.size > 0 || unwrapped.findings.length > 0) this.documents.push({ file, unwrapped });
    return unwrapped.listed.size > 0;
  }

  /** Reads the network out of everything that was taken in, and of what is declared besides. */
  read(declared: DeclaredEstate = NOTHING_DECLARED): AwsExport {
    const inventory = new Inventory();
    // What is listed counts for more than what is declared: it is there.
    inventory.add('', declared.found);
    for (const { file, unwrapped } of this.documents) inventory.add(file, unwrapped);
    inventory.settle();
    const counts = inventory.counts();
    const reading = new ExportReading(inventory, draftOf(EMPTY_NETWORK));
    for (const doubt of declared.doubts) reading.doubt(doubt);
    this.doubtPages(reading);
    readUnmodelled(reading);
    readPrefixLists(reading);
    readVpcs(reading);
    readSubnets(reading);
    readInterfaces(reading);
    readDatabases(reading);
    readSecurityGroups(reading);
    readNetworkAcls(reading);
    readPeerings(reading);
    readGateways(reading);
    const sites = new Sites(reading);
    const direct = new DirectConnect(reading);
    readVpnGateways(reading, sites, direct);
    readTransitGateways(reading, sites, direct);
    readLoadBalancers(reading);
    readClassicBalancers(reading);
    readEndpoints(reading);
    readRouteTables(reading);
    readPublicAccess(reading);
    sites.finish();
    fillGaps(reading);
    standInForAcls(reading);
    return { network: reading.draft, counts, missing: this.missingIn(inventory) };
  }

  /** Lists of which the last page is in no file. */
  private doubtPages(reading: ExportReading): void {
    for (const { file, unwrapped } of this.documents) {
      for (const [kind, path] of unwrapped.unfinished) {
        const isEnd = (other: Unwrapped): boolean => other.listed.has(kind) && !other.unfinished.has(kind);
        const { region, account } = placeOfFile(file);
        const isEnded = this.documents.some((other) => {
          const place = placeOfFile(other.file);
          return place.region === region && place.account === account && isEnd(other.unwrapped);
        });
        if (isEnded) continue;
        const why = 'the list goes on behind this page, and what follows is in no file';
        reading.doubt({ id: `${file}:${kind}`, kind, why, source: { file, path } });
      }
    }
  }

  private missingIn(inventory: Inventory): readonly MissingCall[] {
    return this.listings.missing((kind) => {
      const objects = [...inventory.all(kind).values()];
      // The older call lists the ranges of a prefix list along with it.
      return kind === 'PrefixLists' ? objects.some((list) => !list.has('Cidrs')) : objects.length > 0;
    });
  }
}
