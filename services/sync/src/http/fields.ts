import { z } from 'zod';

export const ulid = z.ulid();
