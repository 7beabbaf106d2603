export { buildAgent } from './agent.ts';
export { filesIn, whenChanged } from './fresh.ts';
export { buildNative, nativeTargets, providerDll } from './native.ts';
export { downloads, output, root, testOutput, windowsAgent, work } from './places.ts';
export { openssl, osslsigncode, wine } from './programs.ts';
export { inParallel, run } from './run.ts';
export { buildSetup } from './setup.ts';
export { createSigner, type Signer } from './sign.ts';
export { productVersion } from './version.ts';
