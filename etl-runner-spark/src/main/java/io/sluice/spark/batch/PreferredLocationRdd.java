package io.sluice.spark.batch;

import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/** The same rows as another, each partition computed where it was before if that can be had: its state is there. */
final class PreferredLocationRdd extends RDD<byte[]> {
    private static final long serialVersionUID = 1L;

    private final String[] locations;

    /** @param locations per partition, in the words of Spark's scheduler; null where any will do */
    PreferredLocationRdd(RDD<byte[]> parent, String[] locations) {
        super(parent, ClassTag$.MODULE$.apply(byte[].class));
        this.locations = locations.clone();
    }

    @Override
    public Iterator<byte[]> compute(Partition split, TaskContext context) {
        return this.<byte[]>firstParent(elementClassTag()).iterator(split, context);
    }

    @Override
    public Partition[] getPartitions() {
        return this.<byte[]>firstParent(elementClassTag()).partitions();
    }

    @Override
    public Seq<String> getPreferredLocations(Partition split) {
        String location = locations[split.index()];
        java.util.List<String> list = location == null ? java.util.List.of() : java.util.List.of(location);
        return CollectionConverters.asScala(list).toSeq();
    }
}
