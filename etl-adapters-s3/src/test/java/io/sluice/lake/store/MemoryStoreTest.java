package io.sluice.lake.store;

class MemoryStoreTest extends ObjectStoreContract {
    private final MemoryStore shared = new MemoryStore();

    @Override
    protected ObjectStore store() {
        return shared;
    }
}
