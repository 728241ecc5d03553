// Names of countries in English and Arabic, from the CLDR data inside node: node tools/country_names.mjs > .../countries.json
const names = Object.fromEntries(["en", "ar"].map(language => [language, new Intl.DisplayNames([language], { type: "region", fallback: "none" })]));
const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const rows = letters.flatMap(a => letters.map(b => a + b)).filter(code => names.en.of(code) && !/^(AC|CP|CQ|DG|EA|EU|EZ|IC|QO|TA|UN|XA|XB|ZZ)$/.test(code) && new Intl.Locale(`und-${code}`).region === code);
process.stdout.write(`{\n${rows.map(code => ` "${code}": ["${names.en.of(code)}", "${names.ar.of(code)}"]`).join(",\n")}\n}\n`);
