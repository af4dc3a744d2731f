-- Children become a list of objects in the record of their parent, in an order that does not change.
SELECT
  countries.country,
  countries.name,
  list(
    struct_pack(city := cities.city, population := cities.population)
    ORDER BY cities.population DESC, cities.city
  ) AS cities,
  sum(cities.population)::BIGINT AS population_of_cities
FROM countries
JOIN cities USING (country)
GROUP BY countries.country, countries.name
