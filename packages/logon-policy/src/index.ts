export * from './logon-method.ts';
export * from './logon-decision.ts';
export * from './agent-policy.ts';
export * from './typed-code.ts';
