package org.elasticsearch.node;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * Gives an empty interface for each type of SAML and JOSE, whose jars are not on Maven Central: the
 * realms that use them are never configured, but their classes are looked at.
 */
final class AbsentTypes extends ClassLoader {
  private static final List<String> ABSENT =
      List.of("org.opensaml.", "net.shibboleth.", "com.nimbusds.");

  AbsentTypes(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (ABSENT.stream().noneMatch(name::startsWith)) throw new ClassNotFoundException(name);
    try {
      byte[] bytes = emptyInterface(name.replace('.', '/'));
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  /** A class file, by chapter 4 of the Java Virtual Machine Specification. */
  private static byte[] emptyInterface(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xCAFEBABE);
    out.writeInt(61); // the format of Java 17
    out.writeShort(5); // constants, and one
    constantClass(out, 2);
    constantText(out, name);
    constantClass(out, 4);
    constantText(out, "java/lang/Object");
    out.writeShort(0x0601); // public abstract interface
    out.writeShort(1); // this
    out.writeShort(3); // its superclass
    for (int i = 0; i < 4; i++) out.writeShort(0); // no interfaces, fields, methods, attributes
    return bytes.toByteArray();
  }

  private static void constantClass(DataOutputStream out, int nameIndex) throws IOException {
    out.writeByte(7);
    out.writeShort(nameIndex);
  }

  private static void constantText(DataOutputStream out, String text) throws IOException {
    out.writeByte(1);
    out.writeUTF(text);
  }
}
