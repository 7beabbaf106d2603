// Signs the files given, in place; makensis calls it for the uninstaller.
import { createSigner } from './src/sign.ts';

const signer = await createSigner();
for (const file of process.argv.slice(2)) await signer.sign(file);
