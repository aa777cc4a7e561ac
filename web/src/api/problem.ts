/** What the server says when it refuses: problem+json as an error with a sentence for people. */

export interface FieldProblem {
  field: string;
  message: string;
}

interface ProblemBody {
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  params?: Record<string, unknown>;
  errors?: FieldProblem[];
  [extension: string]: unknown;
}

/** `status` is 0 where no answer came at all; `detail` is in the reader's language. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly params: Record<string, unknown>;
  readonly fields: FieldProblem[];
  /** The whole body, for extensions such as `problems` of a refused deployment. */
  readonly body: Record<string, unknown>;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, body: ProblemBody, retryAfterSeconds?: number) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.code = body.code;
    this.params = body.params ?? {};
    this.fields = Array.isArray(body.errors) ? body.errors : [];
    this.body = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The messages of the fields, one a field. */
  get byField(): Record<string, string> {
    return Object.fromEntries(this.fields.map((problem) => [problem.field, problem.message]));
  }
}

export function isApiError(error: unknown, status?: number): error is ApiError {
  return error instanceof ApiError && (status === undefined || error.status === status);
}
