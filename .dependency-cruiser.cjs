// The stages of the pipeline, upstream first. A folder may import from folders before it, never from
// one behind it; fib and model do not know each other.
const stages = [
  'ip',
  'kernel',
  'fib',
  'model',
  'source',
  'compile',
  'forward',
  'timeline',
  'workload',
  'threads',
  'bulk',
  'repair',
  'finding',
  'reach',
  'certificate',
  'replay',
  'run',
  'report',
  'cli',
];

const upstreamOnly = stages.map((stage, i) => ({
  name: `${stage}-imports-upstream-only`,
  severity: 'error',
  from: { path: `^src/${stage}/` },
  to: {
    path: '^src/',
    pathNot: `^src/(${stages.slice(0, i + 1).join('|')})/`,
  },
}));

module.exports = {
  forbidden: [
    ...upstreamOnly,
    {
      name: 'model-does-not-know-fib',
      severity: 'error',
      from: { path: '^src/model/' },
      to: { path: '^src/fib/' },
    },
    {
      // A checker that knew what it checks would prove nothing.
      name: 'checker-stands-alone',
      severity: 'error',
      from: { path: '^src/certificate/check/' },
      to: { pathNot: '^src/certificate/check/' },
    },
    {
      // Facts are read off the input; whoever believes a certificate does not have to believe an engine.
      name: 'facts-without-an-engine',
      severity: 'error',
      from: { path: '^src/certificate/facts-of' },
      to: { path: '^src/', pathNot: '^src/(ip|model|certificate/check)/' },
    },
    {
      // It runs in a browser: of the project it knows what it is shown, and nothing that makes it.
      name: 'page-knows-its-data-only',
      severity: 'error',
      from: { path: '^src/page/' },
      to: { path: '^src/', pathNot: '^src/(page/|report/page/page-data\\.ts$|report/quantity\\.ts$)' },
    },
    {
      name: 'nobody-imports-the-page',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/page/' },
      to: { path: '^src/page/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '(index|vpcsim|worker|\\.d)\\.ts$|page/main\\.tsx$' },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '^(dist|node_modules|src/kernel/assembly)' },
  },
};
