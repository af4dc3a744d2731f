/** An answer that is no success, in the platform's shape. */
export class ApiError extends Error {
  readonly status: number;
  /** A number where the platform's gateway answers, a word elsewhere. */
  readonly errorCode: string | number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    errorCode: string | number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
    this.headers = headers;
  }
}

export function invalid(message: string): ApiError {
  return new ApiError(400, 'INVALID_PARAMETER_VALUE', message);
}

/** Gone, or never there. */
export function missing(message: string, errorCode = 'RESOURCE_DOES_NOT_EXIST'): ApiError {
  return new ApiError(404, errorCode, message);
}

export function conflict(message: string, errorCode = 'RESOURCE_CONFLICT'): ApiError {
  return new ApiError(409, errorCode, message);
}

export function denied(message: string): ApiError {
  return new ApiError(403, 'PERMISSION_DENIED', message);
}
