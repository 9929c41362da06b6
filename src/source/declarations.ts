/**
 * Documents that declare resources (states, plans, templates), while they come in: what they amount to
 * together, before and after the plan, if there is one.
 */
import { isJsonObject } from './aws/json-object.ts';
import type { Network } from '../model/network.ts';
import type { DeclaredEstate } from './aws/read-export.ts';
import { readAzure } from './azure/read-azure.ts';
import { readTemplates, type TemplateFile } from './cloudformation/read-templates.ts';
import { recordsOf } from './declared/estate.ts';
import { readGoogle } from './google/read-google.ts';
import { HuaweiRecords } from './huawei/records.ts';
import type { Problem } from './problem.ts';
import type { ResourceDifference } from './terraform/read-plan.ts';
import { readTerraform, type DeclaredSide, type TerraformDocument } from './terraform/read-terraform.ts';

export type { ResourceDifference };

/** Before or after a plan is applied. */
export type PlanSide = 'prior' | 'planned';

export class Declarations {
  private readonly terraform: TerraformDocument[] = [];
  private readonly templates: TemplateFile[] = [];
  private readonly parameters: ReadonlyMap<string, string>;
  private planFile: string | undefined;

  constructor(parameters: ReadonlyMap<string, string> = new Map()) {
    this.parameters = parameters;
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

  addTemplate(file: string, value: unknown, problems: Problem[]): void {
    if (isJsonObject(value) && isJsonObject(value['Resources'])) {
      this.templates.push({ file, value });
      return;
    }
    problems.push({
      code: 'not-an-input',
      message: 'the template has no Resources',
      hint: 'a template lists its resources by name under Resources',
      file,
      path: [],
    });
  }

  /** As the records of an export. */
  estate(side: PlanSide): DeclaredEstate {
    const sides = this.sides(side);
    const estate = recordsOf(sides.flatMap(({ aws }) => aws));
    return { ...estate, doubts: [...sides.flatMap(({ doubts }) => doubts), ...estate.doubts] };
  }

  /** Objects of Open Telekom Cloud and Huawei Cloud. */
  huawei(side: PlanSide): HuaweiRecords {
    const records = new HuaweiRecords();
    for (const document of this.terraform) records.addAll(document[side].huawei);
    return records;
  }

  /** Networks of Azure and Google Cloud. */
  clouds(side: PlanSide): Network[] {
    const azure = this.terraform.flatMap((document) => document[side].azure);
    const google = this.terraform.flatMap((document) => document[side].google);
    return [
      ...(azure.length > 0 ? [readAzure(azure)] : []),
      ...(google.length > 0 ? [readGoogle(google)] : []),
    ];
  }

  /** Resources per type. */
  counts(side: PlanSide): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { counts: own } of this.sides(side)) {
      for (const [type, count] of own) counts.set(type, (counts.get(type) ?? 0) + count);
    }
    return counts;
  }

  private sides(side: PlanSide): Pick<DeclaredSide, 'aws' | 'doubts' | 'counts'>[] {
    const stacks = this.templates.length === 0 ? [] : [readTemplates(this.templates, this.parameters)];
    return [...this.terraform.map((document) => document[side]), ...stacks];
  }
}
