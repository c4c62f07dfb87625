import { STV_NAMESPACE } from "./json-ld/reading-context.ts";

const FEP_C180 = "https://w3id.org/fep/c180#";

/** What a peer can do wrong, each with a stable `type` (FEP-c180 where it has a word for it). */
const PROBLEMS = {
  "method-not-allowed": { status: 405, title: "Only POST is answered here" },
  "no-such-inbox": { status: 404, title: "No such inbox" },
  "actor-gone": { status: 410, title: "The actor is gone" },
  "not-activity-json": { status: 415, title: "Not an ActivityStreams document" },
  "too-large": { status: 413, title: "The activity is too large" },
  "not-readable": { status: 400, title: "The activity cannot be read" },
  "not-an-activity": { status: 400, title: "Not an activity" },
  "foreign-id": { status: 400, title: "The activity's id lies on another host than its actor" },
  "not-signed": { status: 401, title: "The request's signature is missing or not sufficient" },
  "wrong-signature": { status: 401, title: "The request's signature could not be verified" },
  "principal-actor-mismatch": { status: 401, title: "Principal-actor mismatch", vocabulary: FEP_C180 },
  "principal-not-authorized": { status: 403, title: "Principal not authorized", vocabulary: FEP_C180 },
  "rate-limit-exceeded": { status: 429, title: "Rate limit exceeded", vocabulary: FEP_C180 },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** A refusal on its way to the answer. */
export class InboxProblem extends Error {
  readonly problem: ProblemName;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: ProblemName, detail = "", headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.problem = problem;
    this.headers = headers;
  }
}

/** The answer: `application/problem+json` (RFC 9457) as FEP-c180 asks. */
export function problemResponse({ problem, message, headers }: InboxProblem): Response {
  const { status, title, ...own } = PROBLEMS[problem];
  const vocabulary = "vocabulary" in own ? own.vocabulary : `${STV_NAMESPACE}problem-`;
  const body = { type: `${vocabulary}${problem}`, title, status, ...(message !== "" && { detail: message }) };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json", "Cache-Control": "no-store", ...headers },
  });
}
