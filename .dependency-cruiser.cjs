/** Import directions of the architecture (docs/ARCHITECTURE.md); a violation is a lint error. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('no-cycle', 'Two files that import each other cannot be read alone.', {}, { circular: true }),
    forbid('services-apart', 'Services know each other by topics only.', { path: '^services/([^/]+)/' }, { path: '^(services|gateway)/', pathNot: '^services/$1/' }),
    forbid('gateway-apart', 'The gateway knows services by their APIs and topics only.', { path: '^gateway/' }, { path: '^(services|tools|tests|windows-agent|admin-web)/' }),
    forbid('agent-apart', 'The agent knows the gateway by its API only.', { path: '^windows-agent/agent/' }, { path: '^(services|gateway|tools|tests|admin-web)/' }),
    forbid('console-apart', 'The console is code of the browser; contracts are what it may share.', { path: '^admin-web/' }, { path: '^(services|gateway|tools|tests|windows-agent|packages/(?!contracts/))' }),
    forbid('tools-outside', 'Tools start processes and call them; they are no part of any.', { path: '^tools/' }, { path: '^(services|gateway|admin-web)/' }),
    forbid('packages-below', 'A package knows no process.', { path: '^packages/', pathNot: '[.]int[.]test[.]ts$' }, { path: '^(services|gateway|tools|tests|windows-agent|admin-web)/' }),
    forbid('contracts-lowest', 'Contracts depend on nothing of ours.', { path: '^packages/contracts/' }, { path: '^packages/(?!contracts/)' }),
    forbid('kafkajs-behind-port', 'The bus is a port; kafkajs is one adapter.', { path: '^(services|gateway|packages|windows-agent|tools|tests)/', pathNot: '^packages/kafka-kit/src/kafkajs/' }, { path: 'node_modules/kafkajs' }),
    forbid(
      'routes-not-from-domain',
      'Domain and use cases know no edge.',
      { path: '^services/[a-z-]+/src/[a-z-]+/', pathNot: ['[.](routes|consumer|presenter|schema|message|contract|test)[.]ts$', '[.]store[.][a-z]+[.]ts$', '^services/[a-z-]+/src/(http|testing)/'] },
      { path: ['[.](routes|consumer|presenter)[.]ts$', 'node_modules/express/'] },
    ),
    forbid('domain-imports-nothing', 'Pure files import pure files.', { path: '^services/punch/src/(business-day|breaks)/(business-day|breaks|presence)\\.ts$' }, { pathNot: '^services/punch/src/(business-day|breaks)/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|gen|target)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.js', '.mjs'] },
  },
};
