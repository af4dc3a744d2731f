/** The configuration in the original framework's design document, as it stands there. */
export const originalExample = `tables:
  - name: customers_bronze
    layer: bronze
    tags:
      - bronze
      - daily
      - critical
    depends_on: []
    source:
      type: TBD  # Future: s3, jdbc, kafka, etc.
      path: TBD

  - name: customers_silver
    layer: silver
    tags:
      - silver
      - daily
    depends_on:
      - customers_bronze

  - name: customers_gold
    layer: gold
    tags:
      - gold
      - daily
    depends_on:
      - customers_silver
`;
