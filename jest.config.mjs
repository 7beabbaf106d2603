// One configuration for every level; `tools/run-tests` chooses the level by suffix.
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/.genkan/', '<rootDir>/.*/dist/'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/admin-web/'],
  maxWorkers: 2,
};
