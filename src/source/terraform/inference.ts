/**
 * What an attribute refers to where its expression names locals alone, of which a plan says nothing.
 *
 * A value that is known only after the plan is applied comes from something the plan makes. Where a module
 * makes one object of the type, it is that one; this is certain as long as no other one could have come in
 * by an argument of the module or out of a module that it calls.
 */
import { own } from '../../model/own.ts';
import { moduleSteps, parentModule } from './address.ts';
import { objectAt, type Configuration } from './configuration.ts';
import type { Evaluation } from './evaluation.ts';
import { referencesIn } from './expressions.ts';
import type { Instances } from './instances.ts';
import type { TerraformResource } from './resource.ts';

interface Referent {
  /** Types of what the attribute holds the id of. */
  readonly types: readonly string[];
  /** Arguments of modules that could hand one over: told by their names where nothing else tells. */
  readonly argument?: RegExp;
  /** Other arguments hand over objects of the type for other ends. */
  readonly isElsewhere?: true;
  /** Resources it is about; all where it is not said. */
  readonly of?: RegExp;
}

/**
 * A route table may also be one that comes with a VPC, so nothing is certain of that. Modules for security
 * groups are given other groups as the far ends of rules.
 */
const REFERENTS: Readonly<Record<string, Referent>> = {
  vpc_id: { types: ['aws_vpc', 'aws_default_vpc'], argument: /vpc|net/i },
  transit_gateway_id: { types: ['aws_ec2_transit_gateway'], argument: /tgw|transit|net/i },
  route_table_id: { types: ['aws_route_table'] },
  security_group_id: {
    types: ['aws_security_group'],
    argument: /^(?:\w*existing_)?(?:security_group|sg)(?:_ids?)?$/i,
    isElsewhere: true,
    of: /^aws_(?:vpc_)?security_group_(?:ingress_|egress_)?rule$/,
  },
};

export class Inference {
  private readonly configuration: Configuration;
  private readonly instances: Instances;
  private readonly evaluation: Evaluation;

  constructor(configuration: Configuration, instances: Instances, evaluation: Evaluation) {
    this.configuration = configuration;
    this.instances = instances;
    this.evaluation = evaluation;
  }

  /** The one object that is meant, if it is one. */
  referentOf(
    { module, type: by }: TerraformResource,
    attribute: string,
  ): { readonly referent: TerraformResource; readonly isSure: boolean } | undefined {
    const wanted = own(REFERENTS, attribute);
    if (!wanted || wanted.of?.test(by) === false) return undefined;
    const made = wanted.types.flatMap((type) => this.instances.ofType(type)).filter(isMade);
    const [referent, ...more] = made.filter((resource) => resource.module === module && !resource.isData);
    if (!referent || more.length > 0) return undefined;
    const others = made.filter((resource) => resource !== referent);
    return { referent, isSure: this.isSure(wanted, attribute, module, others) };
  }

  /** Can none of the others be meant? */
  private isSure(
    { argument, isElsewhere }: Referent,
    attribute: string,
    module: string,
    others: readonly TerraformResource[],
  ): boolean {
    if (!argument) return false;
    if (others.length === 0) return true;
    // Looked up in the module, or made by a module that it calls.
    if (others.some((other) => other.module === module || other.module.startsWith(`${module}.`)))
      return false;
    // Locals of the root module see what every module puts out.
    if (module === '') return false;
    const ids = new Set<unknown>(others.map(({ address }) => address));
    const call = this.configuration.call(module);
    const index = moduleSteps(module).at(-1)?.index;
    const scope = { module: parentModule(module), index, forEach: call['for_each_expression'] };
    return Object.entries(objectAt(call, 'expressions')).every(([name, expression]) => {
      if (referencesIn(expression).length === 0 || (isElsewhere && !argument.test(name))) return true;
      const found = this.evaluation.evaluate(expression, scope, { attribute, isList: true }, 0);
      return found.length === 0 ? !argument.test(name) : !found.some((value) => ids.has(value));
    });
  }
}

/** Will the plan make it? Then nothing that is known can be its id. */
function isMade({ values }: TerraformResource): boolean {
  return typeof values['id'] !== 'string' || values['id'] === '';
}
