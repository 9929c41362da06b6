/**
 * One input to be tried with something wrong in it.
 */
export interface FuzzCase {
  readonly name: string;
  /** What the input is read as. */
  readonly kind: 'network' | 'changes' | 'log';
  /** Where the mutated file lies in its folder. */
  readonly path: string;
  readonly mutant: (seed: number) => string | Uint8Array;
  /** Files that lie beside it, whole. With any, the folder is the input. */
  readonly beside?: readonly (readonly [path: string, text: string])[];
  /** Scenario whose network a file of changes is about. */
  readonly scenario?: string;
}
