import { it } from 'vitest';
import { expectOrganizationsToRunTwice } from './organizations.ts';

it('syncs from PGlite to an embedded index, as often as one likes', { timeout: 240_000 }, () =>
  expectOrganizationsToRunTwice({ name: 'organizations embedded' }),
);
