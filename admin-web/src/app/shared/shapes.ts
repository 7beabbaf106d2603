import { config } from 'zod';

// The content security policy forbids making code from text, so zod shall not even try. It would try when the first
// shape is made, so every file with shapes takes `z` from here.
config({ jitless: true });

export { z } from 'zod';
