"use strict";

/** Renders /api/openapi.json. Every text of it becomes a text node: nothing of it can become markup. */

const METHODS = ["get", "post", "put", "patch", "delete"];

let api;

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== ""));
  return made;
}

/** Text in which `backticks` set code. */
function inline(text) {
  return text.split("`").map((part, i) => (i % 2 ? element("code", {}, part) : part));
}

function prose(text) {
  return (text ?? "").split("\n\n").filter(Boolean).map((paragraph) => element("p", {}, ...inline(paragraph)));
}

/** What a $ref points to, with what stands beside it. */
function resolve(node) {
  if (!node?.$ref) {
    return node;
  }
  const { $ref, ...beside } = node;
  const found = $ref.slice(2).split("/").reduce((at, key) => at[key.replaceAll("~1", "/").replaceAll("~0", "~")], api);
  return { ...resolve(found), ...beside };
}

function schemaName(node) {
  return node?.$ref?.startsWith("#/components/schemas/") ? node.$ref.split("/").pop() : undefined;
}

/** A schema in a few words, naming others by link. */
function type(schema) {
  const name = schemaName(schema);
  if (name) {
    return [element("a", { href: `#schema-${name}` }, name)];
  }
  if ("const" in schema) {
    return [element("code", {}, JSON.stringify(schema.const))];
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) {
    return choices.flatMap((choice, i) => (i ? [" or ", ...type(choice)] : type(choice)));
  }
  if (schema.enum) {
    return schema.enum.flatMap((value, i) => [i ? " · " : "", element("code", {}, value === null ? "null" : value)]);
  }
  if (schema.items) {
    return ["list of ", ...type(schema.items)];
  }
  const types = [schema.type ?? "anything"].flat().map((one) => (one === "string" && schema.format) || one);
  return [types.join(" or ")];
}

const RULES = {
  minLength: (n) => (n === 1 ? "not empty" : `at least ${n} characters`),
  maxLength: (n) => `at most ${n} characters`,
  minimum: (n) => `at least ${n}`,
  exclusiveMinimum: (n) => `above ${n}`,
  maximum: (n) => `at most ${n}`,
  multipleOf: (n) => `multiple of ${n}`,
  pattern: (text) => `matches ${text}`,
  default: (value) => `${value} by default`,
};

function rules(schema) {
  return Object.keys(RULES).filter((key) => key in schema).map((key) => RULES[key](schema[key])).join(", ");
}

function row(name, required, schema, description) {
  const about = resolve(schema);
  const bounds = schemaName(schema) ? "" : rules(about);
  return element("tr", {},
    element("th", { scope: "row" }, element("code", {}, name), required ? element("span", { class: "quiet" }, " required") : ""),
    element("td", {}, ...type(schema)),
    element("td", {}, ...prose(description ?? about.description), bounds ? element("p", { class: "quiet" }, bounds) : ""));
}

function table(caption, rows) {
  const head = ["Name", "Type", "Meaning"].map((text) => element("th", { scope: "col" }, text));
  return rows.length
    ? [element("h4", {}, caption), element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows))]
    : [];
}

function fields(caption, schema) {
  const about = resolve(schema);
  return table(caption, Object.entries(about.properties ?? {}).map(([name, field]) =>
    row(name, about.required?.includes(name), field)));
}

function body(request) {
  if (!request) {
    return [];
  }
  const schema = request.content["application/json"].schema;
  const caption = request.required ? "Body" : "Body (may be left out)";
  const rows = fields(caption, schema);
  return rows.length ? rows : [element("h4", {}, caption), element("p", {}, "An empty object.")];
}

function answers(responses) {
  const items = Object.entries(responses).map(([status, response]) => {
    const about = resolve(response);
    const contents = Object.entries(about.content ?? {});
    const summary = element("summary", {}, element("b", {}, status === "default" ? "Other" : status), " ", ...inline(about.description));
    return element("details", {}, summary,
      ...contents.map(([media, content]) => element("p", {}, element("code", {}, media), ": ", ...type(content.schema))),
      ...contents.filter(([, content]) => !schemaName(content.schema)).flatMap(([, content]) => fields("Fields", content.schema)),
      ...table("Headers", Object.entries(about.headers ?? {}).map(([name, header]) =>
        row(name, resolve(header).required, resolve(header).schema, resolve(header).description))));
  });
  return [element("h4", {}, "Answers"), ...items];
}

function operation({ path, method, item, about }) {
  const parameters = [...(item.parameters ?? []), ...(about.parameters ?? [])].map(resolve);
  const of = (place) => parameters.filter((one) => one.in === place)
    .map((one) => row(one.name, one.required, one.schema, one.description));
  return element("article", { id: about.operationId },
    element("h3", {}, about.summary),
    element("p", { class: "route" }, element("b", {}, method.toUpperCase()), element("code", {}, path)),
    ...prose(about.description),
    ...table("Path", of("path")), ...table("Query", of("query")), ...table("Headers", of("header")),
    ...body(about.requestBody), ...answers(about.responses));
}

function conditions(schema) {
  return (schema.allOf ?? []).filter((rule) => rule.if).flatMap((rule) =>
    Object.entries(rule.if.properties).flatMap(([name, wanted]) => Object.entries(rule.then.properties).map(([target, then]) =>
      element("p", {}, "If ", element("code", {}, name), " is ", ...type(wanted), ", ", element("code", {}, target), " is ", ...type(then), "."))));
}

function schema([name, about]) {
  const content = fields("Fields", about);
  return element("article", { id: `schema-${name}` },
    element("h3", {}, name), ...prose(about.description), ...(content.length ? content : [element("p", {}, ...type(about))]), ...conditions(about));
}

function operations() {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, item, about: item[method] })));
}

function links(heading, entries) {
  return [element("h2", {}, heading), element("ul", {}, ...entries.map(([id, text]) => element("li", {}, element("a", { href: `#${id}` }, text))))];
}

function render() {
  const all = operations();
  const groups = api.tags.map((tag) => [tag, all.filter(({ about }) => about.tags.includes(tag.name))]);
  const schemas = Object.entries(api.components.schemas);
  document.querySelector("nav").replaceChildren(
    ...groups.flatMap(([tag, found]) => links(tag.name, found.map(({ about }) => [about.operationId, about.summary]))),
    ...links("Schemas", schemas.map(([name]) => [`schema-${name}`, name])));
  document.querySelector("main").replaceChildren(
    element("h1", {}, `${api.info.title} ${api.info.version}`),
    element("p", {}, api.info.summary), ...prose(api.info.description),
    element("p", {}, element("a", { href: "/api/openapi.json" }, "OpenAPI document"), " · ", element("a", { href: "/docs" }, "Try it out")),
    ...groups.map(([tag, found]) => element("section", {}, element("h2", {}, tag.name), ...prose(tag.description), ...found.map(operation))),
    element("section", {}, element("h2", {}, "Schemas"), ...schemas.map(schema)));
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

async function start() {
  try {
    const answer = await fetch("/api/openapi.json");
    if (!answer.ok) {
      throw new Error(`it was answered with ${answer.status}`);
    }
    api = await answer.json();
    render();
  } catch (fault) {
    document.querySelector("[role=status]")?.replaceChildren(`The document could not be read: ${fault.message}. Reload the page to try again.`);
  }
}

start();
