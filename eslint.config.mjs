import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '.genkan/', 'packages/contracts/src/gen/', 'admin-web/', '**/*.mjs', '**/*.cjs', '**/target/'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-console': 'error',
    },
  },
  {
    // The environment is read in one place per process.
    files: ['services/*/src/**', 'gateway/src/**', 'packages/*/src/**', 'windows-agent/agent/src/**'],
    ignores: ['**/config.ts', '**/main.ts', '**/*.test.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Read the environment in config.ts.' }] },
  },
  {
    // Input is reached only through the validated value of `parse`.
    files: ['services/*/src/**/*.routes.ts', 'gateway/src/**/*.routes.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[object.name='req'][property.name=/^(body|query|params)$/]", message: 'Use parse(schema, req).' },
      ],
    },
  },
  { files: ['tools/**', 'tests/**', 'windows-agent/build/**', 'windows-agent/tests/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.test.ts', '**/*.contract.ts'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off' } },
);
