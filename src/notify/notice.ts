/** What people are told. */
export interface Notice {
  /** The same however often the same thing is told: receivers and mailboxes know it again by it. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  /** Who is told, instead of those whom the channel names. */
  readonly to?: readonly string[];
}

/** Mail over SMTP. */
export interface EmailChannel {
  readonly kind: 'email';
  /** `smtp://host:587` (STARTTLS where the server offers it) or `smtps://host:465`. */
  readonly server: string;
  readonly username?: string;
  readonly password?: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** A POST of the notice as JSON: `{id, subject, text}`. */
export interface WebhookChannel {
  readonly kind: 'webhook';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Channel = EmailChannel | WebhookChannel;
