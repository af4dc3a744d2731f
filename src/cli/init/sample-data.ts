/** The same small numbers on every machine: a linear congruential generator (Park and Miller, 1988). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const countries = ['DE', 'FR', 'GB', 'IN', 'JP', 'US'];

export function customersCsv(customers: number): string {
  const random = generator(7);
  const lines = Array.from(
    { length: customers },
    (_, id) => `${id + 1},Customer ${id + 1},${countries[random(countries.length)]}`,
  );
  return `customer_id,name,country\n${lines.join('\n')}\n`;
}

export function ordersCsv(orders: number, customers: number): string {
  const random = generator(11);
  const lines = Array.from({ length: orders }, (_, id) => {
    const minute = random(31 * 24 * 60);
    const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString().slice(0, 19);
    // Now and then an order of nothing, which the silver table leaves out.
    const quantity = random(50) === 0 ? 0 : 1 + random(5);
    return `${id + 1},${1 + random(customers)},${1 + random(products.length)},${quantity},${at}`;
  });
  return `order_id,customer_id,product_id,quantity,ordered_at\n${lines.join('\n')}\n`;
}

const products = [
  ['Trail jacket', 'A warm, waterproof coat for hiking in rain and wind.', 'clothing', 12_900],
  ['Wool sweater', 'A soft knitted pullover that keeps you warm on cold evenings.', 'clothing', 7900],
  ['Running shoes', 'Light shoes with good grip for the road and the track.', 'clothing', 9900],
  ['Storm tent', 'A two-person shelter that stands in rain, wind and snow.', 'outdoor', 24_900],
  ['Camping stove', 'A small gas cooker that boils water in two minutes.', 'outdoor', 5900],
  ['Head lamp', 'A bright light for your forehead, for hiking at night.', 'outdoor', 3900],
  ['Chef knife', 'A sharp steel blade for cutting vegetables and meat.', 'kitchen', 6900],
  ['Cast iron pan', 'A heavy pan for searing meat and baking bread.', 'kitchen', 4900],
  ['Espresso maker', 'Brews strong coffee on the cooker in five minutes.', 'kitchen', 3500],
  ['City bicycle', 'A sturdy bike with seven gears for riding to work.', 'sports', 49_900],
  ['Yoga mat', 'A soft mat with good grip for stretching and balance.', 'sports', 2900],
  ['Climbing rope', 'Sixty metres of strong rope for rock and ice.', 'sports', 15_900],
] as const;

export function productsJson(): string {
  const lines = products.map(([name, description, category, price], index) =>
    JSON.stringify({ product_id: index + 1, name, description, category, price_cents: price }),
  );
  return `${lines.join('\n')}\n`;
}
