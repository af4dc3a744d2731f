SELECT country, count(DISTINCT customer) AS customers, sum(amount) AS spent
FROM orders_clean
GROUP BY country
