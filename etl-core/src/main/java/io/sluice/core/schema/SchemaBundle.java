package io.sluice.core.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.core.schema.SchemaOptions.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A schema's text together with the options that decide what an event is, as one text: so that code that keeps or ships the
 * text of a schema, and compares its hash, has all of it. Without such options it is the file's text itself.
 */
record SchemaBundle(String json, SchemaOptions options) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MARK = "sluice-schema-bundle";

    static String write(String json, SchemaOptions options) {
        if (json.startsWith("{\"" + MARK) || (options.references().isEmpty() && options.formats())) {
            return json;
        }
        ObjectNode bundle = MAPPER.createObjectNode().put(MARK, 1).put("schema", json);
        bundle.put("formats", options.formats());
        if (!options.formats()) {
            ArrayNode roles = bundle.putArray("roles");
            new TreeSet<>(options.roles()).forEach(roles::add);
        }
        ArrayNode references = bundle.putArray("references");
        for (Reference reference : options.references()) {
            references.addObject().put("name", reference.name()).put("json", reference.json());
        }
        return bundle.toString();
    }

    static SchemaBundle read(String text, SchemaOptions options) {
        if (!text.startsWith("{\"" + MARK)) {
            return new SchemaBundle(text, options);
        }
        try {
            JsonNode bundle = MAPPER.readTree(text);
            List<Reference> references = new ArrayList<>();
            bundle.path("references")
                    .forEach(one -> references.add(new Reference(
                            one.path("name").asText(), one.path("json").asText())));
            TreeSet<String> roles = new TreeSet<>();
            bundle.path("roles").forEach(role -> roles.add(role.asText()));
            return new SchemaBundle(
                    bundle.path("schema").asText(),
                    new SchemaOptions(
                            references, bundle.path("formats").asBoolean(true), roles, options.refuseUnknown()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A bundle is JSON", e);
        }
    }
}
