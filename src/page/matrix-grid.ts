/**
 * What both forms of the matrix are given, and what one cell says.
 */
import { STATE_WORDS, type ReachCells } from './reach-cells.ts';

/** One position in the matrix. */
export interface Spot {
  readonly from: number;
  readonly to: number;
}

export interface GridProps {
  readonly cells: ReachCells;
  readonly names: readonly string[];
  readonly chosen: Spot | null;
  readonly isMeant: (spot: Spot) => boolean;
  readonly isChanged: (spot: Spot) => boolean;
  readonly onChoose: (spot: Spot) => void;
}

/** A cell in words, for whoever cannot see it. */
export function cellWords({ cells, names, isChanged }: GridProps, spot: Spot): string {
  const { state, reason, isOneWay, isViolated } = cells.at(spot.from, spot.to);
  const parts = [`${names[spot.from]} to ${names[spot.to]}: ${STATE_WORDS[state]}`];
  if (reason !== null && state !== 'reaches') parts.push(cells.matrix.meanings[reason] ?? reason);
  if (isOneWay) parts.push('one-way');
  if (isViolated) parts.push('routes count on transit nobody carries');
  if (isChanged(spot)) parts.push('changed');
  return parts.join(', ');
}
