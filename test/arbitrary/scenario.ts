// A random scenario document from one number: a small estate of any provider, with flows to ask about it
// and events that change it. The same number and options always give the same document.
// The document obeys the rules of the reader; whether a provider would like it is another matter, and half
// of the point.
import { Dice } from './dice.ts';
import { PROFILES, type Profile, type ScenarioDocument } from './document.ts';
import { Draft } from './draft.ts';
import { addEndpoints } from './endpoints.ts';
import { arbitraryEvent } from './events.ts';
import { addFilters } from './filters.ts';
import { arbitraryFlow, storiedAddresses } from './flows.ts';
import { addGateways, addPrefixLists } from './gateways.ts';
import { addHosts, addSites } from './hosts.ts';
import { addInspectionNetwork, routeThroughInspection } from './inspection.ts';
import { addPeerings } from './peerings.ts';
import { addRoutes } from './routes.ts';
import { addTransitGateways } from './transit-gateways.ts';
import { addVpcs } from './vpcs.ts';

export interface ScenarioOptions {
  /** How many flows, over all points of the timeline. */
  readonly flows: number;
  readonly profile?: Profile;
}

function addFlags(draft: Draft): void {
  const { dice, document } = draft;
  if (dice.chance(0.25)) document.flags['natReturnWithoutRoute'] = dice.chance(0.8);
  if (dice.chance(0.25)) document.flags['natOverPeering'] = dice.chance(0.8);
  const checks = draft.profile === 'aws' || draft.profile === 'otc';
  if (checks && dice.chance(0.15)) document.flags['peeringSourceCheck'] = dice.chance(0.3);
}

export function arbitraryScenario(seed: number, options: ScenarioOptions): ScenarioDocument {
  const dice = new Dice(seed);
  const profile =
    options.profile ??
    dice.weighted([4, 'aws'], [3, 'otc'], [2, 'jd'], [2, 'azure'], [2, 'gcp']) ??
    PROFILES[0];
  const draft = new Draft(`seed-${seed}`, profile, dice);
  addVpcs(draft);
  addHosts(draft);
  addInspectionNetwork(draft);
  addSites(draft);
  addPrefixLists(draft);
  addPeerings(draft);
  addGateways(draft);
  addTransitGateways(draft);
  addEndpoints(draft);
  addRoutes(draft);
  routeThroughInspection(draft);
  addFilters(draft);
  addFlags(draft);
  const { document } = draft;
  const steps = dice.weighted([3, 0], [3, 1], [2, 2], [1, 3]);
  const share = Math.ceil(options.flows / (steps + 1));
  const addresses = storiedAddresses(draft);
  const flows = () => Array.from({ length: share }, () => arbitraryFlow(draft, addresses));
  document.flows = flows();
  for (let step = 1; step <= steps; step += 1) {
    document.steps.push({ at: `${step}s`, event: arbitraryEvent(draft), flows: flows() });
  }
  return document;
}
