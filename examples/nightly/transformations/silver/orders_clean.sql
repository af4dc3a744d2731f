SELECT order_id, lower(trim(customer)) AS customer, product, country, amount
FROM orders
WHERE amount > 0
