/**
 * Which interface or transit gateway took a record, and in which direction the packets passed it.
 */
import type { Address } from '../ip/address.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import { ABSENT, DIRECTION } from '../source/flow-log/flow-columns.ts';
import type { AddressClasses } from './address-classes.ts';
import type { Packets } from './conversation.ts';
import type { Observer } from './judge.ts';
import type { Parties } from './party.ts';
import type { UnjudgedClass } from './story.ts';

export class Observers {
  /** Names by which a record knows them: interfaces first, then transit gateways. */
  readonly ids: readonly string[];
  private readonly net: CompiledNetwork;
  private readonly classes: AddressClasses;
  private readonly parties: Parties;
  private readonly isByAddress: boolean;
  /** Pairs of first and last class of each interface's addresses. */
  private readonly own: readonly (readonly number[])[];

  constructor(net: CompiledNetwork, classes: AddressClasses, parties: Parties, isByAddress: boolean) {
    this.ids = [...net.enis.keys(), ...net.tgws.keys()];
    this.net = net;
    this.classes = classes;
    this.parties = parties;
    this.isByAddress = isByAddress;
    this.own = Array.from(net.enis.values(), ({ record }) =>
      record.addresses.flatMap((range) => classes.classesOf(range)),
    );
  }

  /** The interface that was watched, and in which direction the packets passed it. */
  of(
    number: number,
    direction: number,
    { source, destination }: Packets,
  ): readonly Observer[] | UnjudgedClass {
    const { net, ids } = this;
    if (number >= net.enis.size) {
      return [{ kind: 'tgw', tgw: net.tgws.get(ids[number]!)! }];
    }
    if (number >= 0) {
      const eni = net.enis.get(ids[number]!)!;
      const found: Observer[] = [];
      if (direction !== DIRECTION.ingress && this.owns(number, source.first)) {
        found.push({ kind: 'eni', eni, direction: 'out' });
      }
      // The members of a fleet talk to one another under one name.
      if (direction !== DIRECTION.egress && this.owns(number, destination.first)) {
        found.push({ kind: 'eni', eni, direction: 'in' });
      }
      return found.length > 0 ? found : 'passes-through';
    }
    if (number !== ABSENT && !this.isByAddress) return 'interface-unknown';
    return this.byAddresses(direction, source.first, destination.first);
  }

  private byAddresses(
    direction: number,
    source: Address,
    destination: Address,
  ): readonly Observer[] | UnjudgedClass {
    const [sender, receiver] = [this.parties.enisWith(source), this.parties.enisWith(destination)];
    const found: Observer[] = [];
    if (sender.length > 1 || receiver.length > 1) return 'interface-not-logged';
    if (direction !== DIRECTION.ingress && sender[0]) {
      found.push({ kind: 'eni', eni: sender[0], direction: 'out' });
    }
    if (direction !== DIRECTION.egress && receiver[0]) {
      found.push({ kind: 'eni', eni: receiver[0], direction: 'in' });
    }
    return found.length > 0 ? found : 'interface-unknown';
  }

  private owns(number: number, address: Address): boolean {
    const index = this.classes.classOf(address);
    return this.own[number]!.some((first, i, own) => i % 2 === 0 && first <= index && index <= own[i + 1]!);
  }
}
