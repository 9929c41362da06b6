/**
 * The one door: paths → Network, whatever lies behind them.
 *
 * Every input is recognised by looking at it (`detect.ts`). Files of AWS exports, from however many
 * folders, make one network together; a scenario stands alone. A further format gets a branch in
 * {@link loadFile} and a reader in a folder of its own.
 */
import { draftOf } from '../model/network-draft.ts';
import { EMPTY_NETWORK, type Network } from '../model/network.ts';
import type { Scenario } from '../model/scenario.ts';
import type { MissingCall } from './aws/calls.ts';
import { AwsDocuments } from './aws/read-export.ts';
import { TEMPLATE_SCHEMA } from './cloudformation/short-tags.ts';
import { Declarations, type PlanSide, type ResourceDifference } from './declarations.ts';
import { detect, INPUT_NAMES, looksLikeTemplate } from './detect.ts';
import { parseDocument, type Document } from './document.ts';
import { readHuawei } from './huawei/read-huawei.ts';
import { HuaweiRecords } from './huawei/records.ts';
import { findFiles, readText, SIZE_LIMITS, type InputFile } from './input-files.ts';
import { readJd } from './jd/read-jd.ts';
import { JdRecords } from './jd/records.ts';
import { readJson } from './json-text.ts';
import { inNormalOrder } from './normal-order.ts';
import type { Problem } from './problem.ts';
import { concealed, dropSecrets, mayHoldSecrets } from './secrets.ts';
import type { SourceFile } from './source-file.ts';
import { together } from './together.ts';
import { otherFile } from './other-files.ts';

/** A file that was found but not read into the network, and why. */
export interface IgnoredFile {
  readonly name: string;
  readonly why: string;
}

/** Both networks of a plan. */
export interface LoadedPlan {
  readonly prior: Network;
  readonly planned: Network;
  /** What applying it does, resource by resource, in the order of the plan. */
  readonly differences: readonly ResourceDifference[];
}

export interface LoadOptions {
  /** Which network of a plan is the one to work with; the planned one unless told. */
  readonly side?: PlanSide;
  /** Values of parameters of templates, by name. */
  readonly parameters?: ReadonlyMap<string, string>;
}

export interface Loaded {
  readonly network: Network;
  /** In the order in which they were found; the network is incomplete when there are any. */
  readonly problems: readonly Problem[];
  /** Present when the input is a scenario. */
  readonly scenario?: Scenario;
  /** The scenario as it is written. */
  readonly document?: Document;
  /** Present when a plan is among the inputs; `network` is one of its two. */
  readonly plan?: LoadedPlan;
  /** Objects read per kind, by the names of the source; empty for a scenario written by hand. */
  readonly counts: ReadonlyMap<string, number>;
  readonly ignored: readonly IgnoredFile[];
  /** Calls whose answers an AWS export lacks. */
  readonly missing: readonly MissingCall[];
  /** Text of an input, for messages that show a line; it is read again when it was not kept. */
  readonly fileNamed: (name: string) => SourceFile | undefined;
}

/** Reads everything behind some paths. Never throws for what a file says. */
export async function loadNetwork(paths: readonly string[], options: LoadOptions = {}): Promise<Loaded> {
  const loading = new Loading(options);
  const files = findFiles(paths, loading.problems);
  for (const file of files) await loading.take(file, files.length);
  return loading.finish(files);
}

class Loading {
  readonly problems: Problem[] = [];
  private readonly options: LoadOptions;
  private readonly aws = new AwsDocuments();
  private readonly huawei = new HuaweiRecords();
  private readonly jd = new JdRecords();
  private readonly declarations: Declarations;
  private readonly ignored: IgnoredFile[] = [];
  private readonly kept = new Map<string, SourceFile>();
  private scenario: Scenario | undefined;
  private document: Document | undefined;
  private scenarioFile: string | undefined;
  /** The first file that holds something of a network. */
  private networkFile: string | undefined;
  /** The first file in which a cloud lists what it has. */
  private exportFile: string | undefined;

  constructor(options: LoadOptions) {
    this.options = options;
    this.declarations = new Declarations(options.parameters);
  }

  async take(file: InputFile, fileCount: number): Promise<void> {
    const isYaml = /\.ya?ml$/i.test(file.name);
    if (file.isInFolder && !/\.json$/i.test(file.name)) {
      this.ignored.push({ name: file.name, why: isYaml ? 'a scenario is given by its own name' : 'no JSON' });
      return;
    }
    if (isYaml) {
      const source = readText(file, SIZE_LIMITS.scenario, this.problems);
      if (source) await this.readScenario(source);
      return;
    }
    const source = readText(file, SIZE_LIMITS.export, this.problems);
    if (!source) return;
    const other = otherFile(source.text);
    if (other) {
      this.report(file.name, other.message, other.hint);
      return;
    }
    if (fileCount === 1 && !mayHoldSecrets(source.text)) this.kept.set(source.name, source);
    if (!file.isInFolder && !/^\s*[[{]/.test(source.text.slice(0, 4096)) && source.text.trim() !== '') {
      await this.readScenario(source);
      return;
    }
    const document = readJson(source, this.problems);
    if (document) await this.readJson(file, source, document.value);
  }

  finish(files: readonly InputFile[]): Loaded {
    const { problems, ignored, fileNamed } = this;
    const base = { problems, ignored, fileNamed, missing: [] };
    if (this.scenario && this.networkFile !== undefined) {
      this.report(this.scenarioFile!, 'a scenario stands alone, and there are other inputs beside it');
    }
    if (this.exportFile !== undefined && this.declarations.hasPlan) {
      const why = 'an export shows what a plan is about to change, so the two cannot be one network';
      this.report(this.exportFile, why, 'give the plan alone: it holds the network before it, too');
    }
    if (this.scenario) {
      const { scenario, document } = this;
      const { counts = new Map<string, number>(), ignored = [], missing = [] } = scenario.observed ?? {};
      return {
        ...base,
        network: scenario.network,
        scenario,
        ...(document && { document }),
        counts,
        ignored: [...this.ignored, ...ignored],
        missing,
      };
    }
    if (this.networkFile === undefined && files.length > 0 && this.problems.length === 0) {
      const [first] = files;
      const what = files.length === 1 ? 'the file' : `none of the ${files.length} files`;
      const verb = files.length === 1 ? 'holds nothing' : 'holds anything';
      this.report(
        first!.name,
        `${what} ${verb} of a network that is known here`,
        'expected a scenario, or JSON as the AWS command line prints it for VPCs, subnets, route tables, …',
      );
    }
    if (this.networkFile === undefined) {
      return { ...base, network: { ...draftOf(EMPTY_NETWORK) }, counts: new Map() };
    }
    return { ...base, ...this.readNetworks() };
  }

  private readNetworks(): Pick<Loaded, 'network' | 'counts' | 'plan' | 'missing'> {
    const side = this.options.side ?? 'planned';
    const read = (which: PlanSide): Pick<Loaded, 'network' | 'counts' | 'missing'> => {
      const { network, counts, missing } = this.aws.read(this.declarations.estate(which));
      const records = this.declarations.huawei(which);
      records.addAll(this.huawei);
      return {
        network: inNormalOrder(
          together(network, [
            ...(records.isEmpty ? [] : [readHuawei(records)]),
            ...(this.jd.isEmpty ? [] : [readJd(this.jd)]),
            ...this.declarations.clouds(which),
          ]),
        ),
        missing,
        counts: new Map([
          ...counts,
          ...this.huawei.counts(),
          ...this.jd.counts(),
          ...this.declarations.counts(which),
        ]),
      };
    };
    const chosen = read(side);
    if (!this.declarations.hasPlan) return chosen;
    const other = read(side === 'planned' ? 'prior' : 'planned').network;
    const [prior, planned] = side === 'prior' ? [chosen.network, other] : [other, chosen.network];
    return { ...chosen, plan: { prior, planned, differences: this.declarations.differences } };
  }

  private readonly fileNamed = (name: string): SourceFile | undefined => {
    const known = this.kept.get(name);
    if (known) return known;
    const [file] = findFiles([name], []);
    const source = file && readText(file, SIZE_LIMITS.export, []);
    const shown = source && concealed(source);
    if (shown) this.kept.set(name, shown);
    return shown;
  };

  private async readJson(file: InputFile, source: SourceFile, value: unknown): Promise<void> {
    const kind = detect(value);
    if (kind === undefined) {
      const isKnown =
        this.jd.take(file.name, value) ||
        this.huawei.take(file.name, value) ||
        this.aws.add(file.name, value);
      if (isKnown) {
        this.networkFile ??= file.name;
        this.exportFile ??= file.name;
      } else this.ignored.push({ name: file.name, why: 'nothing of a network that is known here' });
      return;
    }
    if (file.isInFolder) {
      this.ignored.push({ name: file.name, why: `${INPUT_NAMES[kind]} is given by its own name` });
      return;
    }
    switch (kind) {
      case 'scenario':
        await this.readScenario(source);
        break;
      case 'terraform':
        this.networkFile ??= file.name;
        this.declarations.addTerraform(file.name, value, this.problems);
        break;
      case 'cloudformation':
        this.networkFile ??= file.name;
        this.declarations.addTemplate(file.name, value, this.problems);
    }
  }

  /** The scenario reader brings its schema along; exports do without. */
  private async readScenario(source: SourceFile): Promise<void> {
    if (source.text.length > SIZE_LIMITS.scenario) {
      this.problems.push({
        code: 'too-large',
        message: `a scenario has at most ${SIZE_LIMITS.scenario / 1_000_000} MB`,
        file: source.name,
        path: [],
      });
      return;
    }
    this.kept.set(source.name, concealed(source));
    if (looksLikeTemplate(source.text)) {
      const template = parseDocument(source, this.problems, TEMPLATE_SCHEMA);
      this.networkFile ??= source.name;
      if (template) {
        dropSecrets(template.value);
        this.declarations.addTemplate(source.name, template.value, this.problems);
      }
      return;
    }
    if (this.scenarioFile !== undefined) {
      this.report(source.name, `a scenario stands alone, and ${this.scenarioFile} is another one`);
      return;
    }
    this.scenarioFile = source.name;
    const document = parseDocument(source, this.problems);
    if (!document) return;
    this.document = document;
    const { readScenario } = await import('./scenario/read-scenario.ts');
    this.scenario = readScenario(document, this.problems);
  }

  private report(file: string, message: string, hint?: string): void {
    this.problems.push({
      code: 'not-an-input',
      message,
      file,
      path: [],
      ...(hint !== undefined && { hint }),
    });
  }
}
