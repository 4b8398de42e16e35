package io.sluice.standalone.packaging;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;

/**
 * Rewrites the classes of a library in a jar, which were compiled for Java 5, to the class format of Java 8: the same code,
 * with the stack maps that came with Java 6. Without them the JVM infers the types of all code at every start, and its
 * archive of classes takes none of these classes in; that was most of the time of a short command. Run by the build.
 */
public final class CurrentClasses {
    private CurrentClasses() {}

    /**
     * Rewrites them.
     *
     * @param arguments the jar, and the folder of the classes in it, which are on the class path, too
     */
    public static void main(String... arguments) throws IOException {
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(arguments[0]));
                Stream<Path> files = Files.walk(jar.getPath(arguments[1]))) {
            List<Path> classes = files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .toList();
            if (classes.isEmpty()) {
                throw new IOException("There are no classes under " + arguments[1] + " in " + arguments[0]
                        + ", where the build expects some to bring up to date");
            }
            for (Path file : classes) {
                FileTime time = Files.getLastModifiedTime(file);
                Files.write(file, rewritten(Files.readAllBytes(file)));
                Files.setLastModifiedTime(file, time);
            }
        }
    }

    static byte[] rewritten(byte[] old) {
        ClassReader reader = new ClassReader(old);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        reader.accept(new Upgrade(writer), ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }

    private static final class Upgrade extends ClassVisitor {
        Upgrade(ClassWriter writer) {
            super(Opcodes.ASM9, writer);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            super.visit(Opcodes.V1_8, access, name, signature, parent, interfaces);
        }

        /** Old compilers made subroutines of finally blocks, which classes with stack maps may not have. */
        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new JSRInlinerAdapter(method, access, name, descriptor, signature, exceptions);
        }
    }
}
