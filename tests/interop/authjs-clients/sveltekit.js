// The application of `@auth/sveltekit/client`, which has functions alone.

import * as client from '@auth/sveltekit/client';

window.client = client;
