package io.sluice.core.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sluice.core.conformance.ReferenceDecoder.Decoded;
import io.sluice.core.conformance.ReferenceDecoder.Event;
import io.sluice.core.conformance.ReferenceDecoder.Rejected;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.RejectionReason;
import io.sluice.core.pipeline.PipelineSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Two judges of one record: the reference says what it becomes, and an independent validator of JSON Schema must agree
 * whether it is valid at all. They are not asked to agree where the product is stricter than JSON Schema by contract: on
 * how a text is written (repeated names, depth, unpaired surrogates), on sizes, and on numbers that no double or long
 * holds.
 */
public final class OracleDecoder {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonDocument.FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    /** Reasons that say nothing about JSON Schema. */
    private static final Set<RejectionReason> NOT_OF_SCHEMA = Set.of(
            RejectionReason.TOO_LARGE,
            RejectionReason.EMPTY,
            RejectionReason.MALFORMED_JSON,
            RejectionReason.FUTURE_TIMESTAMP);

    private final ReferenceDecoder reference;
    private final Schema schema;

    public OracleDecoder(PipelineSpec spec) {
        reference = new ReferenceDecoder(spec);
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(spec.schema().json());
    }

    /**
     * What the record must become.
     *
     * @throws AssertionError if the validator disagrees on whether it is valid
     */
    public Decoded decode(byte[] value) {
        Decoded decoded = reference.decode(value, RecordBatch.NO_TIME);
        boolean event = decoded instanceof Event;
        boolean comparable = decoded instanceof Rejected rejected ? !NOT_OF_SCHEMA.contains(rejected.reason()) : true;
        if (comparable) {
            List<Error> errors = errors(value);
            if (errors != null && event != errors.isEmpty() && !(errors.isEmpty() && isBeyondTypes(decoded))) {
                throw new AssertionError("The reference says " + decoded + ", the validator " + errors + " of "
                        + new String(value, StandardCharsets.UTF_8));
            }
        }
        return decoded;
    }

    /** The validator knows fewer date-times than RFC 3339: nine digits after the point, offsets up to 18 hours. */
    private static boolean isAboutTime(Error error) {
        return error.getKeyword().equals("format") && error.getMessage().contains("date-time");
    }

    /** Numbers may be beyond a double or a long, and instants beyond four-digit years, without JSON Schema minding. */
    private static boolean isBeyondTypes(Decoded decoded) {
        return decoded instanceof Rejected rejected
                && (rejected.reason() == RejectionReason.OUT_OF_RANGE
                        || rejected.reason() == RejectionReason.BAD_FORMAT);
    }

    /** What the validator finds; null where it cannot hold a number of the text. */
    private List<Error> errors(byte[] value) {
        try {
            JsonNode tree = MAPPER.readTree(new String(value, StandardCharsets.UTF_8));
            return schema
                    .validate(tree, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                    .stream()
                    .filter(error -> !isAboutTime(error))
                    .toList();
        } catch (NumberFormatException | ArithmeticException e) {
            return null;
        } catch (JsonProcessingException e) {
            throw new AssertionError("The reference takes for JSON what Jackson does not", e);
        }
    }
}
