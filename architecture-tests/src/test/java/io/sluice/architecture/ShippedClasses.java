package io.sluice.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The classes of the modules themselves: no tests, in folders or in jars, and no package descriptions. */
public final class ShippedClasses implements ImportOption {
    private static final ImportOption NO_TESTS = new DoNotIncludeTests();
    private static final ImportOption NO_PACKAGE_INFOS = new DoNotIncludePackageInfos();

    @Override
    public boolean includes(Location location) {
        return NO_TESTS.includes(location) && NO_PACKAGE_INFOS.includes(location) && !location.contains("-tests.jar");
    }
}
