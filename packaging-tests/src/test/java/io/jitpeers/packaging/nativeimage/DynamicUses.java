package io.jitpeers.packaging.nativeimage;

import io.jitpeers.packaging.nativeimage.Need.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What the bytecode of a class finds by name at run time. A name is known if it is a constant
 * directly before the call; otherwise it may be any constant of the class that fits.
 */
final class DynamicUses extends ClassVisitor {
  private static final String LAST_ERROR = "com.sun.jna.LastErrorException";

  private final List<Need> needs = new ArrayList<>();
  private final Set<String> fields = new TreeSet<>();
  private final Set<String> constants = new TreeSet<>();
  private final Set<String> called = new TreeSet<>();
  private String name = "";

  private DynamicUses() {
    super(Opcodes.ASM9);
  }

  /** Returns the uses of a class. */
  static DynamicUses of(byte[] classFile) {
    DynamicUses uses = new DynamicUses();
    new ClassReader(classFile).accept(uses, ClassReader.SKIP_FRAMES);
    return uses;
  }

  /** Returns the uses of the classes below a folder. */
  static List<DynamicUses> below(Path folder) throws IOException {
    List<DynamicUses> uses = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".class")).sorted().toList()) {
        uses.add(of(Files.readAllBytes(file)));
      }
    }
    return uses;
  }

  String className() {
    return name;
  }

  List<Need> needs() {
    return needs;
  }

  /** Returns whether the class calls a method. */
  boolean calls(String ownerAndMethod) {
    return called.contains(ownerAndMethod);
  }

  @Override
  public void visit(
      int version, int access, String type, String signature, String parent, String[] interfaces) {
    name = type.replace('/', '.');
    if (Stream.concat(Stream.ofNullable(parent), Stream.of(interfaces))
        .anyMatch(it -> it.startsWith("com/sun/jna/"))) {
      add(Kind.JNA_TYPE, name, "");
    }
  }

  @Override
  public FieldVisitor visitField(int a, String field, String b, String c, Object d) {
    fields.add(field);
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String method, String descriptor, String signature, String[] exceptions) {
    if ((access & Opcodes.ACC_NATIVE) != 0) {
      add(Kind.NATIVE_METHODS, name, "");
      if (exceptions != null && List.of(exceptions).contains(LAST_ERROR.replace('.', '/'))) {
        add(Kind.NATIVE_CONSTRUCTOR, LAST_ERROR, "<init>");
      }
    }
    return new Calls();
  }

  /** A field that no constant before the call names is one of those that the class mentions. */
  @Override
  public void visitEnd() {
    Predicate<Need> unknown = need -> need.kind() == Kind.FIELD && need.name().isEmpty();
    if (needs.removeIf(unknown)) {
      constants.retainAll(fields);
      constants.forEach(field -> add(Kind.FIELD, "", field));
      if (constants.isEmpty()) {
        add(Kind.FIELD, "", "");
      }
    }
  }

  private void add(Kind kind, String type, String member) {
    Need need = new Need(kind, name, type, member);
    if (!needs.contains(need)) {
      needs.add(need);
    }
  }

  /** Looks for the calls of one method. */
  private final class Calls extends MethodVisitor {
    private String constant = "";

    Calls() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitLdcInsn(Object value) {
      if (value instanceof String text) {
        constant = text;
        constants.add(text);
      }
    }

    @Override
    public void visitMethodInsn(int code, String owner, String method, String type, boolean i) {
      call(owner, method, constant);
      constant = "";
    }

    @Override
    public void visitInvokeDynamicInsn(String a, String b, Handle c, Object... arguments) {
      for (Object argument : arguments) {
        if (argument instanceof Handle handle) {
          call(handle.getOwner(), handle.getName(), "");
        }
      }
      constant = "";
    }

    private void call(String owner, String method, String text) {
      called.add(owner + "." + method);
      DynamicCalls.kind(owner, method).ifPresent(kind -> found(kind, method, text));
    }

    private void found(Kind kind, String method, String text) {
      switch (kind) {
        case TYPE -> add(kind, text, "");
        case METHOD -> add(kind, "", method.contains("Constructor") ? "<init>" : text);
        default -> add(kind, "", text);
      }
    }
  }
}
