/** What the original's job is made of. */
export const pythonPackages = ['psycopg[binary]==3.3.9', 'elasticsearch==8.19.3'] as const;
