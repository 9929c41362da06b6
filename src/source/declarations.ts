/**
 * Documents that declare resources (states, plans, templates), while they come in: what they amount to
 * together, before and after the plan, if there is one.
 */
import type { DeclaredEstate } from './aws/read-export.ts';
import { recordsOf } from './declared/estate.ts';
import type { Problem } from './problem.ts';
import type { ResourceDifference } from './terraform/read-plan.ts';
import { readTerraform, type DeclaredSide, type TerraformDocument } from './terraform/read-terraform.ts';

export type { ResourceDifference };

/** Before or after a plan is applied. */
export type PlanSide = 'prior' | 'planned';

export class Declarations {
  private readonly terraform: TerraformDocument[] = [];
  private planFile: string | undefined;

  get isEmpty(): boolean {
    return this.terraform.length === 0;
  }

  get hasPlan(): boolean {
    return this.planFile !== undefined;
  }

  /** What plans do to which resource. */
  get differences(): readonly ResourceDifference[] {
    return this.terraform.flatMap((document) => document.differences);
  }

  addTerraform(file: string, value: unknown, problems: Problem[]): void {
    const document = readTerraform(file, value, problems);
    if (!document) return;
    if (document.kind === 'plan') {
      if (this.planFile !== undefined) {
        problems.push({
          code: 'not-an-input',
          message: `there can be one plan, and ${this.planFile} is another one`,
          hint: 'what two plans name alike need not be the same resource',
          file,
          path: [],
        });
        return;
      }
      this.planFile = file;
    }
    this.terraform.push(document);
  }

  /** As the records of an export. */
  estate(side: PlanSide): DeclaredEstate {
    const sides = this.sides(side);
    const estate = recordsOf(sides.flatMap(({ aws }) => aws));
    return { ...estate, doubts: [...sides.flatMap(({ doubts }) => doubts), ...estate.doubts] };
  }

  /** Resources per type. */
  counts(side: PlanSide): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { counts: own } of this.sides(side)) {
      for (const [type, count] of own) counts.set(type, (counts.get(type) ?? 0) + count);
    }
    return counts;
  }

  private sides(side: PlanSide): DeclaredSide[] {
    return this.terraform.map((document) => document[side]);
  }
}
