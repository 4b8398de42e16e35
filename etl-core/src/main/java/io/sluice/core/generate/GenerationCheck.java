package io.sluice.core.generate;

import io.sluice.core.event.EventBatch;
import io.sluice.core.event.EventDecoder;
import io.sluice.core.event.RecordBatch;
import io.sluice.core.event.Rejection;
import io.sluice.core.schema.SchemaException;

/** Holds generated events to the decoder that will read them, so that none is invalid unasked. One thread. */
public final class GenerationCheck {
    private final EventDecoder decoder;
    private final GeneratorSpec spec;
    private final EventBatch decoded;

    public GenerationCheck(GeneratorSpec spec, EventDecoder decoder) {
        this.spec = spec;
        this.decoder = decoder;
        decoded = new EventBatch(spec.schema(), spec.roles(), 1);
    }

    /**
     * Decodes a record that is meant to be an event.
     *
     * @throws SchemaException if the schema rejects it
     */
    public void require(GeneratedRecord made) {
        if (made.kind() == GeneratedRecord.Kind.INVALID) {
            return;
        }
        RecordBatch one = new RecordBatch(made.partition(), 1);
        one.add(0, made.timestamp(), made.value(), 0, made.value().length);
        decoder.decode(one, decoded);
        if (!decoded.rejections().isEmpty()) {
            Rejection rejection = decoded.rejections().get(0);
            throw new SchemaException(
                    spec.schema().name(),
                    rejection.field(),
                    "no event can be generated that passes: "
                            + rejection.reason().label() + ", " + rejection.detail()
                            + "; make the checks of the field allow the same values");
        }
    }
}
