SELECT customer, count(*) AS orders, sum(amount) AS spent
FROM orders_clean
GROUP BY customer
