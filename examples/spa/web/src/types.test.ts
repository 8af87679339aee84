// What must not compile. It is read by `tsc` and runs nowhere.

import { signIn } from '/auth/client.js';

// @ts-expect-error There is no such provider.
export const misspelt = () => signIn('githib');

// @ts-expect-error There is no such member.
export const unknown = (session: import('/auth/client.js').Session) => session.user.password;
