SELECT product, count(*) AS orders, max(amount) AS price
FROM orders_clean
GROUP BY product
