/**
 * What the engine is made for. They fit together: Delta is built for one minor version of Spark, and
 * pandas 3 is not yet supported by this pyspark.
 */
export const pysparkVersion = '4.2.1';
const pandasRange = '>=2.2,<3';
export const deltaVersion = '4.4.0';
export const oldestJava = 17;
export const oldestPython: readonly [major: number, minor: number] = [3, 10];

/** What pip installs. */
export const requirements: readonly string[] = [
  `pyspark[pipelines]==${pysparkVersion}`,
  `pandas${pandasRange}`,
];

/** Delta, and the one library of it that pyspark does not bring along. */
export const deltaJars: readonly { readonly artifact: string; readonly file: string }[] = [
  'delta-spark_4.2_2.13',
  'delta-storage',
].map((name) => ({
  artifact: `io.delta:${name}:${deltaVersion}`,
  file: `${name}-${deltaVersion}.jar`,
}));

/** The goal of Maven that copies an artifact into a folder. */
export const mavenCopy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
