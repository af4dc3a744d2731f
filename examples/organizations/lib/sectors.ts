/**
 * What the organizations of this example do. Each product has words that mean something near it; they make
 * a very small model of meaning, see `embed.ts`.
 */
export interface Product {
  readonly name: string;
  readonly tags: readonly string[];
  readonly near: readonly string[];
}

export const sectors: Readonly<Record<string, readonly Product[]>> = {
  energy: [
    product('solar panels', ['renewable', 'hardware'], 'sun sunlight photovoltaic roof electricity'),
    product('wind turbines', ['renewable', 'hardware'], 'air breeze rotor offshore electricity'),
    product('grid batteries', ['storage', 'hardware'], 'store charge accumulator lithium electricity'),
    product('heat pumps', ['renewable', 'homes'], 'warm heating boiler radiator furnace'),
  ],
  food: [
    product('oat milk', ['vegan', 'consumer'], 'drink dairy cow latte beverage'),
    product('vertical farms', ['growing', 'hardware'], 'vegetables salad crops grow harvest indoors'),
    product('fermented proteins', ['vegan', 'biotech'], 'meat substitute tofu microbes eat'),
    product('bakery ovens', ['hardware', 'kitchens'], 'bread baker dough loaf cook'),
  ],
  health: [
    product('surgical robots', ['hospitals', 'hardware'], 'operation surgeon scalpel doctor machine'),
    product('vaccines', ['biotech', 'medicine'], 'immunity infection virus disease epidemic'),
    product('hospital software', ['hospitals', 'software'], 'patient record nurse clinic ward'),
    product('prosthetic limbs', ['hardware', 'medicine'], 'leg arm artificial amputee walk'),
  ],
  learning: [
    product('language courses', ['online', 'consumer'], 'speak foreign vocabulary grammar tongue'),
    product('school software', ['software', 'schools'], 'teacher pupil classroom timetable children'),
    product('science kits', ['hardware', 'schools'], 'experiment chemistry physics toy children'),
    product('online lectures', ['online', 'software'], 'university student professor study video'),
  ],
  money: [
    product('payment terminals', ['hardware', 'shops'], 'card cash checkout till pay'),
    product('micro loans', ['lending', 'consumer'], 'credit borrow lend poor farmer'),
    product('pension funds', ['saving', 'consumer'], 'retirement old age invest'),
    product('crop insurance', ['insurance', 'growing'], 'risk hail drought damage policy farmer'),
  ],
  transport: [
    product('electric ferries', ['renewable', 'water'], 'boat ship harbour sea crossing'),
    product('cargo bikes', ['consumer', 'roads'], 'bicycle cycle pedal delivery carry'),
    product('railway signals', ['hardware', 'rail'], 'train track rail locomotive station'),
    product('lorry fleets', ['roads', 'freight'], 'truck haulage driver diesel delivery'),
  ],
};

function product(name: string, tags: readonly string[], near: string): Product {
  return { name, tags, near: near.split(' ') };
}
