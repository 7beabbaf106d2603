// Runs the C++ unit tests and the fuzz loops; its last line is read by tools/run-tests.
import { fuzz, nativeUnits } from './support/native-units.ts';

const results = [await nativeUnits(), await fuzz()];
for (const { output } of results) if (output !== '') console.log(output);
const [passed, failed] = [results.reduce((all, one) => all + one.passed, 0), results.reduce((all, one) => all + one.failed, 0)];
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
