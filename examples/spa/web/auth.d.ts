/**
 * Signing in and out from a page's own script; served at `client.js` below the base path of the application.
 *
 * `signIn` and `signOut` always fulfil their promise: what went wrong is in the result, a network failure too. `getSession`,
 * `updateSession`, `getProviders` and `getCsrfToken` reject with an `AuthError` when they cannot know: that nobody is signed in is only said
 * where it is so.
 */

/** The ids of the declared providers. */
export type ProviderId = "dev" | "github";

/** What `GET session` shows of whoever is signed in. */
export interface SignedIn {
  user: {
    /** Whom it is about: the same at every sign-in. */
    id: string;
    name?: string;
    email?: string;
    /** The URL of a picture. */
    image?: string;
  };
  /** When it ends unless it is used, as a date of RFC 3339. */
  expires: string;
}

export type Session = SignedIn;

/** What `updateSession` sends. */
export type SessionUpdate = never;

/** How a step ended. */
export interface Result {
  /** Whether it succeeded. Of a sign-in with a provider: whether it could be begun. */
  ok: boolean;
  /** The HTTP status of the answer; 0 when there was none. */
  status: number;
  /**
   * Why not: the name of an error code, such as `credentials_rejected`. `network_error`: there was no answer.
   * `unexpected_response`: something answered that is not the library.
   */
  error: string | null;
  /** The error code itself, such as `AUTH-306`; `null` for what the server did not say. */
  code: string | null;
  /** Where the browser goes, or with `redirect: false` should go now; `null` when it failed. */
  url: string | null;
}

/** How a sign-out ended, and what became of the layers that were asked for. */
export interface SignOutResult extends Result {
  /** Of `scope: "provider"`: whether the provider ends its session. It does at `url`, when it is `redirected`. */
  provider?: 'redirected' | 'unsupported' | 'unavailable';
  /** Of `revoke: true`: whether what the provider has granted is revoked. */
  revocation?: 'revoked' | 'unsupported' | 'nothing_kept' | 'failed';
}

/** Where a step ends. */
export interface Destination {
  /** Where the user comes to, if the application allows it. */
  callbackUrl?: string | undefined;
  /** Whether the browser goes there; `false`: the result says where it should go. */
  redirect?: boolean | undefined;
}

/** How to sign in; all other members are what people have typed, for `credentials` and `email`. */
export type SignInOptions = Destination & { [field: string]: string | boolean | undefined };

/** What a sign-out ends beside the session of this application in this browser. */
export type SignOutScope = 'app' | 'provider' | 'everywhere';

/** How to sign out. */
export interface SignOutOptions extends Destination {
  /** One layer, or several; `app` without it. */
  scope?: SignOutScope | readonly SignOutScope[] | undefined;
  /** Whether what the provider has granted is revoked. */
  revoke?: boolean | undefined;
}

/** What is thrown where an answer cannot be had; its members are those of a result. */
export interface AuthError extends Error, Result {
  ok: false;
  error: string;
  url: null;
}

/** A provider that is offered, for buttons of the application's own. */
export interface Provider {
  id: ProviderId;
  /** What people call it. */
  name: string;
  type: 'oidc' | 'oauth' | 'credentials' | 'email';
  /** Where a form that signs in with it posts to. */
  signinUrl: string;
  /** Its redirect URI. */
  callbackUrl: string;
}

/**
 * Signs in: with this provider, else with the default one, else on the sign-in page.
 *
 * @param provider its id
 * @param options without `callbackUrl` the user comes back to this page
 * @param authorizationParams extra parameters for the provider's authorization endpoint, as far as the application allows them
 */
export declare function signIn(
  provider?: ProviderId,
  options?: SignInOptions,
  authorizationParams?: string | Record<string, string> | URLSearchParams,
): Promise<Result>;

/**
 * Signs out of this application in this browser, and of what `scope` and `revoke` say. The provider's own session goes on
 * unless `scope` names it: whoever signs in again may not be asked for anything.
 *
 * @param options without `callbackUrl` the user comes back to this page, which is loaded again
 */
export declare function signOut(options?: SignOutOptions): Promise<SignOutResult>;

/**
 * Whoever is signed in, or `null`.
 *
 * @throws {AuthError} when that cannot be known
 */
export declare function getSession(): Promise<Session | null>;

/**
 * Sends something for the session, as far as the application has a function that takes it, and answers with what has become of
 * it: `null` when nobody is signed in.
 *
 * @throws {AuthError} when it was not accepted: `session_update_refused`
 */
export declare function updateSession(update: SessionUpdate): Promise<Session | null>;

/**
 * The providers that are offered, by id, in the order of the declaration.
 *
 * @throws {AuthError} when there is no answer
 */
export declare function getProviders(): Promise<Partial<Record<ProviderId, Provider>>>;

/**
 * The token that a form of the application's own sends as `csrfToken`. `signIn` and `signOut` need none.
 *
 * @throws {AuthError} when there is no answer
 */
export declare function getCsrfToken(): Promise<string>;

/**
 * Calls `fn` with the session as soon as it is known, and again whenever it changes: by this page, by another tab, while the
 * page was not looked at, or because it has expired. While that cannot be known, nothing is called.
 *
 * @returns stops that
 */
export declare function onSessionChange(fn: (session: Session | null) => void): () => void;
