/** Who may use the server. */
export type Access =
  /** Programs of this machine, without a key. */
  | { readonly kind: 'loopback' }
  /** Whoever has the key; jobs settle promises with their tokens. */
  | {
      readonly kind: 'keyed';
      readonly apiKey: string;
      /** Where the key can be read, for those who may. */
      readonly keyFile: string;
    };
